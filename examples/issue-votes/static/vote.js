// Gives points: the buttons of the panel call the app, which knows the user by the context token.
"use strict";

const votes = document.getElementById("votes");

async function give(points) {
  const token = await AP.context.getToken();
  const issue = encodeURIComponent(votes.dataset.issue);
  const answer = await fetch(`issues/${issue}/points`, {
    method: "PUT",
    headers: { Authorization: `JWT ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ points }),
  });
  if (!answer.ok) {
    throw new Error(`the app answered ${answer.status}`);
  }
  const tally = await answer.json();
  document.getElementById("tally").textContent = tally.in_words;
  for (const button of votes.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.points) === tally.mine));
  }
}

votes.addEventListener("click", (event) => {
  const points = event.target.dataset.points;
  if (points !== undefined) {
    give(Number(points)).catch((error) => AP.flag.create({
      title: "Your points were not counted",
      body: error.message,
      type: "error",
    }));
  }
});
