import { JSDOM } from "jsdom";

/** Where its scripts are. */
export const SOURCES = new URL("../../main/resources/dev/ringfence/gateway/console/", import.meta.url);
const LIMIT_MILLIS = 20_000;

/** The console as the server gives it, in a document of its own; its scripts come from the sources. */
export async function openConsole(server) {
  const address = new URL("/console/", server);
  const html = await (await fetch(address)).text();
  const { window } = new JSDOM(html, { url: address.href, pretendToBeVisual: true });
  window.Element.prototype.scrollIntoView = () => {};
  Object.assign(globalThis, { window, document: window.document, location: window.location });
  await import(new URL("console.js", SOURCES));
  return window.document;
}

/** One of the console's scripts. */
export function script(name) {
  return import(new URL(name, SOURCES));
}

/** Waits until it holds. */
export async function until(what, condition) {
  const end = Date.now() + LIMIT_MILLIS;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error(`It never came that ${what}; the page says: ${document.body.textContent}`);
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
