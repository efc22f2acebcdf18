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
  document.getElementById("count").textContent = (await answer.json()).count;
  button.remove();
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
