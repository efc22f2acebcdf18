document.title = "Votes";
