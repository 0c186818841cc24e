// What is live comes as the page's own parts over server-sent events; without this script the pages read the same, and stand still.
(() => {
  "use strict";
  const main = document.getElementById("main");
  const pulse = document.getElementById("pulse");
  const charts = new Map();

  // A part that somebody is writing in, or has opened, is left as it is until they are done.
  const isInUse = part => {
    const active = document.activeElement;
    return active && active !== part && part.contains(active) && active.matches("input, select, textarea, button");
  };

  const replace = html => {
    const next = new DOMParser().parseFromString(html, "text/html");
    const parts = next.querySelectorAll("[data-part]");
    const known = main.querySelectorAll("[data-part]");
    if (parts.length !== known.length || [...parts].some(part => !document.getElementById(part.id))) {
      if (![...main.querySelectorAll("input, textarea")].some(field => field === document.activeElement)) {
        location.reload();
      }
      return;
    }
    for (const part of parts) {
      const old = document.getElementById(part.id);
      if (isInUse(old)) continue;
      const focused = old.contains(document.activeElement) ? [...old.querySelectorAll("a, [tabindex]")].indexOf(document.activeElement) : -1;
      const scrolls = [...old.querySelectorAll(".scroll")].map(box => box.scrollLeft);
      const figures = [...old.querySelectorAll("figure[data-chart]")];
      old.replaceChildren(...part.childNodes);
      old.className = part.className;
      old.querySelectorAll(".scroll").forEach((box, i) => { box.scrollLeft = scrolls[i] || 0; });
      old.querySelectorAll("figure[data-chart]").forEach((figure, i) => {
        // The chart goes on in its own element, with the new figures.
        if (figures[i] && charts.has(figures[i])) {
          figures[i].dataset.chart = figure.dataset.chart;
          figure.replaceWith(figures[i]);
        }
      });
      if (focused >= 0) old.querySelectorAll("a, [tabindex]")[focused]?.focus();
    }
    draw();
  };

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const draw = () => {
    if (typeof uPlot === "undefined") return;
    for (const figure of document.querySelectorAll("figure[data-chart]")) {
      let data;
      try { data = JSON.parse(figure.dataset.chart); } catch { continue; }
      if (data.length !== 4 || data[0].length < 2) continue;
      const known = charts.get(figure);
      if (known) { known.setData(data); continue; }
      figure.replaceChildren();
      const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
      charts.set(figure, new uPlot({
        width: figure.clientWidth, height: 150, cursor: { y: false },
        scales: { depth: { range: (u, min, max) => [0, Math.max(max, 1)] }, rate: { range: (u, min, max) => [0, Math.max(max * 1.1, 1)] } },
        axes: [axis, { ...axis, scale: "rate", size: 46 }, { ...axis, scale: "depth", side: 1, grid: { show: false }, size: 52 }],
        series: [
          { label: "UTC", value: (u, t) => t == null ? "–" : new Date(t * 1000).toISOString().slice(11, 19) },
          { label: "waiting", scale: "depth", stroke: colour("--odd"), width: 1.25, points: { show: false } },
          { label: "in/s", scale: "rate", stroke: colour("--quiet"), width: 1, dash: [4, 3], points: { show: false } },
          { label: "out/s", scale: "rate", stroke: colour("--accent"), width: 1.5, points: { show: false } },
        ],
        tzDate: t => uPlot.tzDate(new Date(t * 1e3), "Etc/UTC"),
      }, data, figure));
    }
  };

  // Another stream for each hidden tab would use up what a browser allows for a host.
  let source;
  const tell = (text, isStale) => { pulse.textContent = text; pulse.classList.toggle("stale", isStale); pulse.hidden = false; };
  const open = () => {
    if (source || !main.dataset.live || document.hidden) return;
    source = new EventSource(main.dataset.live);
    source.onopen = () => tell("live", false);
    source.onmessage = event => { tell("live", false); replace(event.data); };
    source.onerror = () => tell("connecting", true);
  };
  const close = () => { source?.close(); source = undefined; };
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);

  for (const all of document.querySelectorAll("input[data-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of document.querySelectorAll(`input[type=checkbox][name="${all.dataset.all}"]`)) box.checked = all.checked;
    });
  }

  addEventListener("resize", () => { for (const [figure, chart] of charts) chart.setSize({ width: figure.clientWidth, height: 150 }); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { charts.forEach(chart => chart.destroy()); charts.clear(); draw(); });
  // What was said stands in the address only so that it comes here once.
  if (new URLSearchParams(location.search).has("said")) {
    const address = new URL(location.href);
    address.searchParams.delete("said");
    history.replaceState(null, "", address);
  }
  draw();
  open();
})();
