import { page, useToken } from "./api.js";
import { AccountView } from "./account.js";
import { element } from "./dom.js";
import { LettersView } from "./letters.js";
import { Overview } from "./overview.js";

const STATE_EVERY_MILLIS = 5_000;

const view = document.getElementById("view");
const state = document.getElementById("state");
const search = document.getElementById("search");
const dialog = document.getElementById("key-dialog");

let open = null;

/** Shows what the address asks for: #/, #/accounts, #/accounts/42 or #/letters. */
function route() {
  open?.close();
  open = null;
  const [, place, id] = location.hash.split("/");
  if (place === "accounts" && /^\d{1,19}$/.test(id ?? "")) {
    open = new AccountView(view, id);
  } else if (place === "accounts") {
    view.replaceChildren(
      element("h1", {}, "Accounts"),
      element(
        "p",
        { class: "empty" },
        id
          ? "That is no account id: it is a whole number. Type one above."
          : "Which account? Type its id above."));
    search.account.focus();
  } else if (place === "letters") {
    open = new LettersView(view);
  } else {
    open = new Overview(view);
  }
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash.split("/")[1] === (place ?? "")) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
}

async function showState() {
  try {
    const { ready } = JSON.parse(await page("/healthz.json"));
    state.textContent = ready ? "ready" : "not ready";
    state.className = `pill ${ready ? "good" : "wait"}`;
  } catch {
    state.textContent = "no answer";
    state.className = "pill bad";
  }
  setTimeout(showState, STATE_EVERY_MILLIS);
}

search.addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  location.hash = `#/accounts/${search.account.value.trim()}`;
});

document.getElementById("key").addEventListener("click", () => {
  // Who leaves it with Escape has chosen nothing; the browser would keep what he chose the last time.
  dialog.returnValue = "";
  dialog.showModal();
});
dialog.addEventListener("close", () => {
  const field = dialog.querySelector("input");
  const token = field.value.trim();
  field.value = "";
  if (dialog.returnValue) {
    useToken(dialog.returnValue === "use" ? token : "");
    route();
  }
});

window.addEventListener("hashchange", route);
route();
showState();
