"use strict";

// How a report is shown. web/build puts this file before page.js.

const $ = (id) => document.getElementById(id);

// add appends a new element with these attributes and children. Text only ever gets into the page as text.
function add(parent, tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children);
  parent.append(e);
  return e;
}

const show = (e, visible) => e.toggleAttribute("hidden", !visible);

// say changes a text only if it is another, so that screen readers do not repeat it with each key.
function say(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

// --- Findings

const severities = { error: "Error", warning: "Warning", info: "Note" };

let language = "JavaScript"; // of the snippets

// showFindings shows neighbors that share code and hint together.
function showFindings(findings) {
  const parent = $("findings");
  parent.replaceChildren();
  let card, before, snippets;
  for (const f of findings) {
    if (before === undefined || f.code !== before.code || f.hint !== before.hint) {
      const isFirst = before === undefined && f.severity !== "info" && findings.length > 1;
      card = add(parent, "section", { class: `finding ${f.severity}` });
      const title = add(card, "h2");
      add(title, "span", { class: "badge" }, severities[f.severity] + (isFirst ? ": fix this first" : ""));
      add(title, "code", {}, f.code);
      showHint(card, f.hint);
      const same = f.snippets.map((s) => s.code).join("\n");
      card.facts = add(card, "div", { class: "facts" });
      if (f.snippets.length > 0 && same !== snippets) showSnippets(card, f.snippets);
      snippets = same;
    }
    before = f;
    const facts = add(card.facts, "dl", { "data-code": f.code, "data-severity": f.severity });
    for (const [term, text] of [["Part", f.part], ["Found", f.found], ["Expected", f.expected]]) {
      if (text === "") continue;
      const row = add(facts, "div");
      add(row, "dt", {}, term);
      add(row, "dd", {}, text);
    }
  }
}

// showHint writes the lines of a hint as paragraphs, and the ones that begin with a dash as a list.
function showHint(parent, hint) {
  let list = null;
  for (const line of hint.split("\n")) {
    const isItem = line.startsWith("- ");
    if (!isItem) list = null;
    else list ??= add(parent, "ul", { class: "hint" });
    add(list ?? parent, isItem ? "li" : "p", isItem ? {} : { class: "hint" }, isItem ? line.slice(2) : line);
  }
}

// showSnippets shows one of the snippets. The choice of its language is one for the whole page.
function showSnippets(parent, snippets) {
  const box = add(parent, "div", { class: "snippets" });
  const select = add(add(box, "label", {}, "In "), "select", { "aria-label": "Language of the code" });
  const code = add(box, "pre");
  for (const s of snippets) add(select, "option", {}, s.language);
  const choose = () => {
    const snippet = snippets.find((s) => s.language === language) ?? snippets[0];
    select.value = snippet.language;
    code.textContent = snippet.code;
  };
  select.addEventListener("change", () => {
    language = select.value;
    for (const other of document.querySelectorAll(".snippets")) other.choose();
  });
  box.choose = choose;
  choose();
}

// showTimes lists the times of the signature and that of the check, the earliest first.
function showTimes({ times, findings, at }) {
  const parent = $("times").querySelector("ol");
  parent.replaceChildren();
  show($("times"), times.length > 0);
  const severityOf = (part) => findings.find((f) => f.part === part && f.severity !== "info")?.severity ?? "";
  const all = [...times, { part: "check", meaning: `${at}, the time of the check`, at }];
  for (const t of all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const item = add(parent, "li", { class: t.part === "check" ? "check" : severityOf(t.part) });
    if (t.part !== "check") add(item, "code", {}, t.part);
    item.append(" ", t.meaning);
  }
  $("times").open ||= times.some((t) => severityOf(t.part) !== "");
}

// The fields that give what was not checked.
const fieldOf = { key: "key", secret: "secret", sdk: "sdk", "error-code": "error-code", join: "join-key" };
const enter = {
  key: "Enter the key",
  secret: "Enter the secret",
  sdk: "Choose the SDK",
  "error-code": "Enter the error code",
  join: "Enter what join gets",
};

function showChecks(section, checks) {
  const list = section.querySelector("ul");
  list.replaceChildren();
  show(section, checks.length > 0);
  for (const { name, text } of checks) {
    const item = add(list, "li", { "data-name": name }, text);
    if (section.id !== "unchecked" || !Object.hasOwn(fieldOf, name)) continue;
    const field = $(fieldOf[name]);
    item.append(" ");
    add(item, "a", { href: `#${field.id}` }, enter[name]).addEventListener("click", (event) => {
      event.preventDefault(); // the address stays as it is
      if ($("more").contains(field)) $("more").open = true;
      field.focus();
    });
  }
}

// --- Header and payload

const explanations = {
  alg: "The algorithm of the third part. Zoom accepts HS256 only.",
  typ: "The type of the token: JWT.",
  sdkKey: "The app’s key: its Client ID or SDK Key. Web SDKs before 4.0.0 need it.",
  appKey: "The app’s key again. Web SDKs from 5.0.0 and native SDKs need it.",
  apiKey: "The API Key of a JWT app. Zoom retired those apps in 2023.",
  mn: "The meeting or webinar number: a string of 9 to 11 digits.",
  role: "0 for a participant, 1 for a host.",
  iat: "When the signature was issued, in Unix seconds. It must not be in the future; usually it is 30 seconds ago.",
  exp: "When the signature expires, in Unix seconds, as the Web SDK reads it: 30 minutes to 48 hours after iat.",
  tokenExp: "When the signature expires, in Unix seconds, as native SDKs read it: the same value as exp.",
  video_webrtc_mode: "1 for WebRTC video, 0 for none. Optional; for the Web SDK only.",
  timestamp: "When the signature was issued, in Unix milliseconds.",
};

function showDecoded({ format, header, payload, times }) {
  show($("decoded"), header !== "" || payload !== "");
  show($("header-part"), header !== "");
  show($("payload-part"), payload !== "");
  printJSON($("header"), header, []);
  if (format === "legacy") printLegacy($("payload"), payload, times);
  else printJSON($("payload"), payload, times);
}

// printJSON indents JSON without changing how its values are written.
function printJSON(parent, text, times) {
  parent.replaceChildren();
  if (!isJSON(text)) {
    parent.textContent = text;
    return;
  }
  let depth = 0;
  let name = "";
  let meaning = "";
  const newLine = () => {
    if (meaning !== "") add(parent, "span", { class: "meaning" }, meaning);
    meaning = "";
    parent.append("\n" + "  ".repeat(Math.min(depth, 20)));
  };
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g);
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token === "{" || token === "[") {
      depth++;
      parent.append(token);
      if (next !== "}" && next !== "]") newLine();
    } else if (token === "}" || token === "]") {
      depth--;
      if (tokens[i - 1] !== "{" && tokens[i - 1] !== "[") newLine();
      parent.append(token);
    } else if (token === ",") {
      parent.append(token);
      newLine();
    } else if (token === ":") {
      parent.append(": ");
    } else if (depth === 1 && next === ":") {
      name = JSON.parse(token);
      printName(parent, token, name);
    } else {
      parent.append(token);
      if (depth === 1 && tokens[i - 1] === ":") meaning = meaningOf(times, name, token);
    }
  });
}

function isJSON(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function meaningOf(times, name, token) {
  return times.find((t) => t.part === name && (t.text === token || `"${t.text}"` === token))?.meaning ?? "";
}

// printLegacy prints the four fields that stand before the MAC of a legacy signature, named as findings name them.
function printLegacy(parent, text, times) {
  parent.replaceChildren();
  const values = text.split(".");
  if (values.length !== 4) {
    parent.textContent = text;
    return;
  }
  ["apiKey", "mn", "timestamp", "role"].forEach((name, i) => {
    printName(parent, name, name);
    parent.append(": " + values[i]);
    add(parent, "span", { class: "meaning" }, meaningOf(times, name, values[i]));
    if (i < 3) parent.append("\n");
  });
}

let tips = 0; // how many tooltips there were, for their ids

// printName prints the name of a claim, with a tooltip if it is known.
function printName(parent, text, name) {
  if (!Object.hasOwn(explanations, name)) return parent.append(text);
  const id = `tip-${++tips}`;
  const claim = add(parent, "span", { class: "claim" });
  add(claim, "button", { type: "button", "aria-describedby": id }, text);
  add(claim, "span", { role: "tooltip", id }, explanations[name]);
  for (const event of ["mouseenter", "focusin"]) {
    claim.addEventListener(event, () => claim.classList.remove("dismissed"));
  }
}
