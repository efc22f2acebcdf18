document.title += " (ready)";
