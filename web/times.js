"use strict";

// The picture of the times in a signature. web/build puts this file and page.js together.

// meaningOf spells out a time.
function meaningOf(name, raw) {
  const seconds = ["iat", "exp", "tokenExp", "timestamp"].includes(name) ? readSeconds(raw) : null;
  return seconds === null || isDuration(name, seconds) ? "" : date(seconds);
}

// readSeconds reads a time as Unix seconds, if it has a date. A number too large for seconds is in milliseconds.
function readSeconds(raw) {
  const text = raw.startsWith('"') ? JSON.parse(raw) : raw;
  if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)) return null;
  const n = Number(text);
  const seconds = Math.abs(n) < 1e11 ? n : n / 1000;
  return Number.isNaN(new Date(seconds * 1000).getTime()) ? null : seconds;
}

// isDuration tells the number of seconds from iat, which some write into tokenExp, from a time.
const isDuration = (name, seconds) => name === "tokenExp" && seconds >= 1 && seconds <= 1e7;

function date(seconds) {
  return new Date(seconds * 1000).toISOString().replace(/^\+0*/, "").replace("T", " ").replace(/(\.000)?Z$/, " UTC");
}

// distance spells out a number of seconds in the units that a person would use.
function distance(seconds) {
  const s = Math.floor(Math.abs(seconds));
  const two = (n, unit, rest, smaller) => `${n} ${unit}` + (rest > 0 ? ` ${rest} ${smaller}` : "");
  if (s < 1) return "less than 1 s";
  if (s < 120) return `${s} s`;
  if (s < 3600) return two(Math.floor(s / 60), "min", s % 60, "s");
  if (s < 2 * 86400) return two(Math.floor(s / 3600), "h", Math.floor(s / 60) % 60, "min");
  if (s < 2 * 365 * 86400) return `${Math.floor(s / 86400)} days`;
  return `${Math.floor(s / 86400 / 365).toLocaleString("en-US")} years`;
}

function relation(seconds, to, name) {
  if (seconds === to) return `the same as ${name}`;
  return `${distance(seconds - to)} ${seconds > to ? "after" : "before"} ${name}`;
}

const faults = {
  "claim-type": "a string instead of a number",
  "duplicate-claim": "given twice",
  "expired": "expired",
  "expiries-differ": "exp and tokenExp differ",
  "float32-time": "looks rounded by a 32-bit float",
  "fractional-time": "not written as a whole number",
  "issued-in-future": "in the future",
  "lifetime-boundary": "exactly at the limit",
  "lifetime-too-long": "more than 48 hours after iat",
  "lifetime-too-short": "less than 30 minutes after iat",
  "milliseconds": "in milliseconds instead of seconds",
  "seconds": "in seconds instead of milliseconds",
  "token-expiry-duration": "a duration instead of a time",
};

let picture = null; // what draw draws

function showTimes(diagnosis, members) {
  const now = diagnosis.at === null ? null : Date.parse(diagnosis.at) / 1000;
  const start = diagnosis.format === "legacy" ? "timestamp" : "iat";
  const issued = members.has(start) ? readSeconds(members.get(start)) : null;
  const markers = [];
  const undrawn = [];
  for (const name of [start, "exp", "tokenExp"]) {
    const seconds = members.has(name) ? readSeconds(members.get(name)) : null;
    if (seconds === null) continue;
    const found = diagnosis.findings.filter((f) => f.claim === name && f.severity !== "info");
    const words = new Map(found.map((f) => [faults[f.code] ?? f.code.replaceAll("-", " "), f.severity]));
    if (isDuration(name, seconds)) {
      undrawn.push(`${name} is ${members.get(name)}: ${[...words.keys()].join(", ")}.`);
      continue;
    }
    const same = markers.find((m) => m.seconds === seconds && name !== start && m.names[0] !== start);
    const marker = same ?? { seconds, names: [], relations: [], faults: new Map(), severity: "" };
    if (!same) markers.push(marker);
    marker.names.push(name);
    marker.faults = new Map([...marker.faults, ...words]);
    for (const { severity } of found) if (marker.severity !== "error") marker.severity = severity;
    if (!same && now !== null) marker.relations.push(relation(seconds, now, "now"));
    if (!same && name !== start && issued !== null) marker.relations.push(relation(seconds, issued, start));
  }
  const visible = markers.length > 0 && now !== null;
  show($("picture"), visible);
  show($("times"), visible);
  if (!visible) {
    picture = null;
    return;
  }
  markers.push({ seconds: now, names: ["now"], relations: [], faults: new Map(), severity: "now" });
  const hasRange = start === "iat" && issued !== null;
  picture = { markers, origin: issued ?? now, hasRange };
  say($("origin"), issued === null ? "now" : start === "iat" ? "iat (issued at)" : "the timestamp");
  say($("undrawn"), undrawn.join(" "));
  $("times").setAttribute("aria-label", [
    ...markers.map((m) => [`${m.names.join(" and ")}: ${date(m.seconds)}`, ...m.relations, ...m.faults.keys()].join(", ")),
    ...(hasRange ? ["Allowed for exp and tokenExp: 30 minutes to 48 hours after iat"] : []),
  ].join(". ") + ".");
  draw();
}

const minute = 60, hour = 3600, day = 86400, year = 365 * day;
const allowed = [30 * minute, 48 * hour];
const ticks = [
  [30 * minute, "30 min"], [48 * hour, "48 h"], [minute, "1 min"], [2 * hour, "2 h"], [hour, "1 h"], [5 * minute, "5 min"],
  [year, "1 year"], [30 * day, "30 days"], [100 * year, "100 years"], [7 * day, "7 days"], [10 * year, "10 years"],
];

// scale makes room for seconds and for centuries: a logarithm in both directions.
function scale(seconds) {
  const farthest = 5000 * year;
  return Math.sign(seconds) * Math.log1p(Math.min(Math.abs(seconds), farthest) / minute);
}

// draw draws the times on one line, and below it their labels, from right to left, so that no line crosses a label.
function draw() {
  const svg = $("times");
  const width = $("undrawn").clientWidth; // of a paragraph beside it
  if (picture === null || width === 0) return;
  svg.replaceChildren();
  const { markers, origin, hasRange } = picture;
  const places = [0, ...markers.map((m) => scale(m.seconds - origin)), ...(hasRange ? allowed.map(scale) : [])];
  const low = Math.min(...places), high = Math.max(...places);
  const margin = 16, axis = 46, lineHeight = 18;
  const x = (place) => margin + ((place - low) / (high - low || 1)) * (width - 2 * margin);
  const lines = add(svg, "g"), labels = add(svg, "g");
  const write = (x, y, text, attributes) => add(labels, "text", { x, y, ...attributes }, text);
  const keepInside = (text, from) => Math.max(0, Math.min(from, width - text.getBBox().width - 2));

  if (hasRange) {
    const [from, to] = allowed.map((s) => x(scale(s)));
    add(lines, "rect", { class: "allowed", x: from, y: axis - 14, width: to - from, height: 28, rx: 4 });
    const caption = write(0, axis - 24, "allowed lifetime: 30 min to 48 h", { class: "allowed" });
    caption.setAttribute("x", keepInside(caption, from));
  }
  add(lines, "line", { class: "axis", x1: 0, x2: width, y1: axis, y2: axis });

  const taken = [];
  for (const [seconds, name] of ticks.flatMap(([s, n]) => [[s, "+" + n], [-s, "−" + n]])) {
    const at = x(scale(seconds));
    if (scale(seconds) < low || scale(seconds) > high || taken.some((t) => Math.abs(t - at) < 64)) continue;
    taken.push(at);
    add(lines, "line", { class: "axis", x1: at, x2: at, y1: axis - 4, y2: axis + 4 });
    const anchor = at < 30 ? "start" : at > width - 30 ? "end" : "middle";
    write(anchor === "middle" ? at : at < 30 ? 0 : width, axis + 32, name, { class: "tick", "text-anchor": anchor });
  }

  let y = axis + 40;
  for (const m of [...markers].sort((a, b) => b.seconds - a.seconds)) {
    const at = x(scale(m.seconds - origin));
    const group = { class: `marker ${m.severity}` };
    const top = y + 8;
    const texts = [[m.names.join(", "), "name"], [m.relations.join(", "), ""], ...m.faults].filter(([text]) => text !== "").map(([text, kind]) => {
      y += lineHeight;
      const line = write(0, y, text, { class: kind });
      if (kind === "name") add(line, "tspan", { dx: 8 }, date(m.seconds));
      return line;
    });
    const from = Math.min(...texts.map((t) => keepInside(t, at + 9)));
    for (const t of texts) t.setAttribute("x", from);
    add(lines, "line", { ...group, x1: at, x2: at, y1: axis, y2: from > at ? y + 3 : top });
    add(lines, "circle", { ...group, cx: at, cy: axis, r: 6 });
    y += 10;
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
  svg.setAttribute("width", width);
  svg.setAttribute("height", y);
}
