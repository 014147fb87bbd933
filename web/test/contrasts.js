// Finds the least contrast, by WCAG 2.1, of the visible texts, of the borders of fields, and of the icon.
(() => {
  const parse = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    return { channels: [red, green, blue], alpha };
  };
  const luminance = ({ channels }) => {
    const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = channels.map((c) => linear(c / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a, b) => {
    const [lighter, darker] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const behind = (e) => {
    const color = parse(getComputedStyle(e).backgroundColor);
    return color.alpha === 1 ? color : behind(e.parentElement);
  };
  const found = { text: [99, ""], border: [99, ""], count: 0 };
  const note = (kind, color, e, what) => {
    const value = contrast(parse(color), behind(e));
    if (value < found[kind][0]) found[kind] = [value, what];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const e = text.parentElement;
    if (text.textContent.trim() === "" || !e.checkVisibility() || ["NOSCRIPT", "OPTION"].includes(e.tagName)) continue;
    const style = getComputedStyle(e);
    found.count++;
    note("text", style.color, e, `${e.tagName} ${text.textContent.slice(0, 40)}`);
  }
  for (const e of document.querySelectorAll("textarea, input, select")) {
    if (!e.checkVisibility()) continue;
    note("text", getComputedStyle(e).color, e, e.id);
    note("border", getComputedStyle(e).borderTopColor, e.parentElement, e.id);
  }
  for (const e of document.querySelectorAll("svg circle")) {
    if (e.checkVisibility()) note("border", getComputedStyle(e).fill, e.closest("div"), "icon");
  }
  return found;
})();
