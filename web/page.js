"use strict";

// The fields, the WebAssembly that checks what they hold, and the events.

// The ids of the fields, which are also what the WebAssembly calls them.
const fields = ["signature", "error-code", "sdk", "key", "secret", "at", "join-key", "join-meeting", "join-role"];

// --- Loading

let ready = false; // the WebAssembly runs

const tryAgain = "Reload the page to try again.";

async function load() {
  let reason = "The check could not be loaded. The page works only from a web server, with a connection. " + tryAgain;
  try {
    if (typeof WebAssembly !== "object" || WebAssembly.instantiateStreaming === undefined) {
      throw reason = "This browser does not support WebAssembly, which this page needs.";
    }
    const response = await fetch($("progress").dataset.file);
    if (!response.ok) {
      throw reason = `The check could not be loaded: the server responded with ${response.status}. ` + tryAgain;
    }
    const go = new Go();
    const { instance } = await WebAssembly.instantiateStreaming(watch(response), go.importObject);
    const stopped = () => fail("The check stopped unexpectedly. " + tryAgain);
    go.run(instance).then(stopped, stopped);
  } catch {
    return fail(reason);
  }
  forbidRequests();
  show($("loading"), false);
  ready = true;
  update();
}

// watch returns a response like another, and shows the progress while it is read.
function watch(response) {
  const counter = new TransformStream({
    transform(chunk, controller) {
      $("progress").value += chunk.length;
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: { "Content-Type": "application/wasm" } });
}

// forbidRequests makes the page's promise true: from then on nothing can be requested, not even from its own server.
function forbidRequests() {
  add(document.head, "meta", { "http-equiv": "Content-Security-Policy", content: "default-src 'none'" });
}

function fail(message) {
  ready = false;
  forbidRequests();
  show($("loading"), false);
  showNothing("");
  $("failure-text").textContent = message;
  show($("failure"), true);
  show($("columns"), false); // no field that does nothing
}

// --- Diagnosis

// longest is how many characters of a text are checked. A signature has a few hundred, and a browser takes a second to
// lay out a field of more lines than that.
const longest = 20_000;

const now = () => Math.floor(Date.now() / 1000);

let enteredAt = now(); // the Unix time at which the signature was entered, as of which it is checked
let shown = ""; // the values whose diagnosis is shown

// update diagnoses what the fields hold, if that has changed.
function update() {
  const values = Object.fromEntries(fields.map((id) => [id, $(id).value]));
  const given = fields.filter((id) => values[id] !== "");
  const others = given.filter((id) => $("more").contains($(id))).map((id) => $(id).labels[0].textContent);
  say($("given"), others.length === 0 ? "" : `(filled in: ${others.join(", ")})`);
  show($("clear"), ready && given.length > 0);
  say($("secret-space"), spaceAround(values.secret));
  if (values.at === "") showTimeProblem("");
  const asked = values.signature !== "" || values["error-code"] !== "";
  show($("examples"), !asked);
  if (!ready) return showNothing(asked && $("failure").hidden ? "Checking as soon as the page has loaded …" : "");
  const tooLong = given.find((id) => values[id].length > longest);
  if (tooLong !== undefined) return showNothing(tooLongText(values[tooLong].length));
  if (!asked) return showNothing("");

  const key = JSON.stringify([values, enteredAt]);
  if (key === shown) return;
  const result = zoomsigDiagnose({ ...values, now: String(enteredAt) });
  if (result === undefined) return; // it has stopped, and load says so
  showTimeProblem(result.problem);
  if (result.problem !== "") {
    $("more").open = true;
    return showNothing("The time of the rejection cannot be read. Correct it to see the diagnosis.");
  }
  showReport(result);
  shown = key;
}

function showTimeProblem(problem) {
  say($("at-problem"), problem);
  $("at").setAttribute("aria-invalid", String(problem !== ""));
}

function spaceAround(secret) {
  const before = /^\s/.test(secret), after = /\s$/.test(secret);
  if (!before && !after) return "";
  const places = [before ? "before" : "", after ? "after" : ""].filter((place) => place !== "");
  return `There is white space ${places.join(" and ")} the secret.`;
}

function tooLongText(length) {
  const characters = `${length.toLocaleString("en-US")} characters`;
  return `The text has ${characters}, too many to be checked. A signature has a few hundred: paste it alone.`;
}

const verdicts = {
  errors: "Error",
  elsewhere: "The cause is elsewhere",
  unproven: "Not proven",
  clean: "No error",
};

function showVerdict(verdict, summary) {
  if (verdict === "") delete $("diagnosis").dataset.verdict;
  else $("diagnosis").dataset.verdict = verdict;
  say($("verdict-name").querySelector("span"), verdicts[verdict] ?? "");
  say($("verdict"), summary);
}

// showNothing shows a text instead of a diagnosis, of which nothing is left.
function showNothing(text) {
  shown = "";
  delete $("diagnosis").dataset.format;
  show($("details"), false);
  showVerdict("", text);
  for (const id of ["findings", "header", "payload", "report", "command", "command-help", "copied"]) {
    $(id).replaceChildren();
  }
  for (const list of $("details").querySelectorAll("#times ol, #checked ul, #unchecked ul")) list.replaceChildren();
}

function showReport({ report, text, command, help }) {
  $("diagnosis").dataset.format = report.format;
  showVerdict(report.verdict, report.summary);
  const start = report.times.find((t) => t.part === "iat" || t.part === "timestamp");
  show($("as-of"), report.times.length > 0);
  say($("as-of").querySelector("span"), `Checked as of ${report.at}.`);
  $("as-issued").dataset.at = start?.at ?? "";
  show($("as-issued"), start !== undefined && start.at !== report.at);
  showFindings(report.findings);
  showTimes(report);
  showDecoded(report);
  showChecks($("checked"), report.checked);
  showChecks($("unchecked"), report.unchecked);
  // What was not checked is what to do next, unless there is an error.
  (report.verdict === "unproven" ? $("findings") : $("checked")).before($("unchecked"));
  $("report").textContent = text;
  $("command").textContent = command;
  for (const id of ["command", "copy-command"]) show($(id), command !== "");
  say($("command-help"), help);
  say($("copied"), "");
  show($("details"), true);
}

// --- Events

async function copy(source, done) {
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch { // not allowed, or a page without TLS
    source.closest("details").open = true;
    getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) done = "It could not be copied. It is selected: copy it with the keyboard.";
  }
  say($("copied"), done);
}

let ofSignature = []; // the fields whose values go with the signature: an example or a button filled them in

// enterSignature is what happens when a signature is entered: it is checked as of now, and no longer with what belongs
// to the one before.
function enterSignature() {
  enteredAt = now();
  for (const id of ofSignature) $(id).value = "";
  if (ofSignature.length > 0) $("more").open = fields.some((id) => $("more").contains($(id)) && $(id).value !== "");
  ofSignature = [];
  $("times").open = false;
}

function clear() {
  for (const id of fields) $(id).value = "";
  enterSignature();
  reveal(false);
  $("more").open = false;
  update();
}

function reveal(visible) {
  $("secret").type = visible ? "text" : "password";
  $("reveal").textContent = visible ? "Hide" : "Show";
  $("reveal").setAttribute("aria-pressed", String(visible));
}

for (const id of fields) {
  for (const event of ["input", "change"]) {
    $(id).addEventListener(event, () => {
      if (event === "input" && id === "signature") enterSignature();
      ofSignature = ofSignature.filter((other) => other !== id);
      update();
    });
  }
}
// A text that is too long does not get into a field.
document.addEventListener("beforeinput", (event) => {
  const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  if (text.length <= longest) return;
  event.preventDefault();
  showNothing(tooLongText(text.length));
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => {
    enterSignature();
    for (const id of fields) $(id).value = example.getAttribute(`data-${id}`) ?? "";
    ofSignature = fields.filter((id) => id !== "signature" && $(id).value !== "");
    $("more").open = matchMedia("(min-width: 60rem)").matches; // a narrow page names them, and has the cure in view
    update();
    $("verdict").focus();
  });
}
$("clear").addEventListener("click", () => {
  clear();
  $("signature").focus();
});
$("again").addEventListener("click", () => {
  enteredAt = now();
  $("at").value = "";
  update();
});
$("as-issued").addEventListener("click", () => {
  $("at").value = $("as-issued").dataset.at;
  ofSignature.push("at");
  update();
});
$("reveal").addEventListener("click", () => reveal($("secret").type === "password"));
$("copy-report").addEventListener("click", () => copy($("report"), "The report is copied."));
$("copy-command").addEventListener("click", () => copy($("command"), "The command is copied."));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const claim of document.querySelectorAll(".claim:hover, .claim:focus-within")) claim.classList.add("dismissed");
});
addEventListener("pagehide", clear); // neither the cache of pages nor a restored session keeps what was entered

show($("blocked"), false);
update();
if (top === self) {
  show(document.querySelector("main"), true);
  load();
} else {
  $("alone").href = location.href;
  show($("framed"), true);
}
