// Keeps the note: the form calls the app, which knows the user and the issue or page by the token.
"use strict";

const form = document.getElementById("note");
const status = form.querySelector("[role=status]");

async function keep() {
  const token = await AP.context.getToken();
  const answer = await fetch(form.dataset.url, {
    method: "PUT",
    headers: { Authorization: `JWT ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ text: form.elements.text.value }),
  });
  if (!answer.ok) {
    throw new Error(`the app answered ${answer.status}`);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  keep().then(
    () => { status.textContent = "Saved."; },
    (error) => { status.textContent = `Not saved: ${error.message}`; },
  );
});
