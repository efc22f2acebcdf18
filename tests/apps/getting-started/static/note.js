// readme: script
const form = document.getElementById("note");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = await AP.context.getToken();
  const answer = await fetch(`issues/${form.dataset.issue}/note`, {
    method: "PUT",
    headers: { Authorization: `JWT ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ text: form.elements.text.value }),
  });
  if (answer.ok) {
    AP.dialog.close();
  } else {
    form.querySelector("[role=status]").textContent = `Not saved: ${answer.status}`;
  }
});
// readme: end
