// Shows people by their names, and approves: the button calls the app with the context token.
"use strict";

// Names come from Confluence in the reader's own name, so nobody is shown whom they may not see.
async function showName(item) {
  const id = encodeURIComponent(item.dataset.accountId);
  const { body } = await AP.request({ url: `/rest/api/user?accountId=${id}` });
  item.textContent = JSON.parse(body).publicName;
}

async function approve(button) {
  const token = await AP.context.getToken();
  const answer = await fetch(`pages/${encodeURIComponent(button.dataset.page)}/approvals`, {
    method: "POST",
    headers: { Authorization: `JWT ${token}` },
  });
  if (!answer.ok) {
    throw new Error(`the app answered ${answer.status}`);
  }
  show(await answer.json());
  button.remove();
}

// Those who are not in the list yet are put into it.
function show({ by }) {
  document.getElementById("count").textContent = by.length;
  const people = document.getElementById("people");
  const listed = [...people.children].map((item) => item.dataset.accountId);
  for (const accountId of by.filter((one) => !listed.includes(one))) {
    const item = document.createElement("li");
    item.dataset.accountId = accountId;
    item.textContent = accountId;
    people.append(item);
    showName(item).catch(() => {});
  }
}

for (const item of document.querySelectorAll("[data-account-id]")) {
  showName(item).catch(() => {});
}

document.getElementById("approve")?.addEventListener("click", (event) => {
  approve(event.target).catch((error) => AP.flag.create({
    title: "Your approval was not kept",
    body: error.message,
    type: "error",
  }));
});
