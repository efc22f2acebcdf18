// Votes: the panel's button calls the app, which knows the user by the context token.
"use strict";

async function vote(button) {
  const token = await AP.context.getToken();
  const answer = await fetch(`issues/${encodeURIComponent(button.dataset.issue)}/vote`, {
    method: "PUT",
    headers: { Authorization: `JWT ${token}` },
  });
  if (!answer.ok) {
    throw new Error(`the app answered ${answer.status}`);
  }
  document.getElementById("tally").textContent = (await answer.json()).tally;
  button.remove();
}

document.getElementById("vote")?.addEventListener("click", (event) => {
  vote(event.target).catch((error) => AP.flag.create({
    title: "Your vote was not counted",
    body: error.message,
    type: "error",
  }));
});
