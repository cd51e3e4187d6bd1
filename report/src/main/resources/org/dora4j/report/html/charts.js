// Draws the figures of a page from the JSON inside them. No framework, no network.
(() => {
  "use strict";
  const COLOURS = 8;
  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = { left: 62, right: 14, top: 10, bottom: 42 };
  const hidden = new Set(); // groups that the reader has switched off, on the whole page
  const charts = [];

  const element = (name, attributes, parent) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.append(made);
    return made;
  };

  const html = (name, className, text, parent) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };

  const number = (value, digits) => {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size < 1e-3 || size >= 1e9) return value.toExponential(digits - 2).replace(/\.?0+e/, "e").replace("e+", "e");
    return value.toLocaleString("en", { maximumSignificantDigits: digits });
  };

  /** Maps a range of data to pixels and back. */
  class Scale {
    constructor(low, high, from, to, log) {
      this.log = log;
      this.low = log ? Math.log10(low) : low;
      this.high = log ? Math.log10(high) : high;
      if (this.high <= this.low) { const pad = Math.abs(this.low) * 0.1 || 0.5; this.low -= pad; this.high += pad; }
      this.from = from;
      this.to = to;
    }
    pixel(value) {
      const v = this.log ? Math.log10(value) : value;
      return this.from + (v - this.low) / (this.high - this.low) * (this.to - this.from);
    }
    value(pixel) {
      const v = this.low + (pixel - this.from) / (this.to - this.from) * (this.high - this.low);
      return this.log ? 10 ** v : v;
    }
    /** About `count` round values inside the range. */
    ticks(count) {
      if (this.log && this.high - this.low > 1.2) return this.decades(count);
      const low = this.log ? 10 ** this.low : this.low;
      const high = this.log ? 10 ** this.high : this.high;
      const rough = (high - low) / count;
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= rough) || 10 * power;
      const ticks = [];
      for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(+(i * step).toPrecision(12));
      return ticks;
    }
    decades(count) {
      const factors = this.high - this.low < count / 2.5 ? [1, 2, 5] : [1];
      const every = Math.max(1, Math.ceil((this.high - this.low) / count));
      const ticks = [];
      for (let e = Math.floor(this.low); e <= Math.ceil(this.high); e += every) {
        for (const f of factors) {
          const v = Math.log10(f) + e;
          if (v >= this.low - 1e-9 && v <= this.high + 1e-9) ticks.push(+(f * 10 ** e).toPrecision(12));
        }
      }
      return ticks;
    }
  }

  class Chart {
    constructor(figure) {
      this.figure = figure;
      this.data = JSON.parse(figure.querySelector("script").textContent);
      this.plot = figure.querySelector(".plot");
      this.log = this.data.y.log;
      this.pale = true;
      this.zoom = null;
      this.buildTools();
      this.buildLegend();
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "group");
      this.plot.setAttribute("aria-label", this.data.title + ": chart; arrow keys read its values, Escape resets the zoom");
      this.tip = html("div", "tip", "", this.plot);
      this.tip.hidden = true;
      this.tip.setAttribute("aria-live", "polite");
      this.listen();
      new ResizeObserver(() => { if (Math.abs(this.plot.clientWidth - this.width) > 1) this.draw(); }).observe(this.plot);
      this.draw();
    }

    /** Buttons for a logarithmic axis, raw values, and the whole range. */
    buildTools() {
      const tools = html("div", "tools");
      this.figure.prepend(tools);
      const all = this.data.series;
      this.resetButton = html("button", "", "reset zoom", tools);
      this.resetButton.addEventListener("click", () => this.setZoom(null));
      if (all.some(s => s.look === "pale")) this.toggle(tools, "raw", "show raw values", () => this.pale, on => { this.pale = on; });
      if (all.some(s => s.y.some(v => v > 0))) this.toggle(tools, "log", "logarithmic axis", () => this.log, on => { this.log = on; });
    }

    toggle(tools, text, title, get, set) {
      const button = html("button", "", text, tools);
      button.title = title;
      button.setAttribute("aria-pressed", get());
      button.addEventListener("click", () => {
        set(!get());
        button.setAttribute("aria-pressed", get());
        this.draw();
      });
    }

    /** A button for each group; it switches the group on the whole page. */
    buildLegend() {
      const groups = new Map();
      for (const s of this.data.series) if (!groups.has(s.group)) groups.set(s.group, s.colour);
      const legend = html("div", "legend");
      this.plot.before(legend);
      for (const [group, colour] of groups) {
        const button = html("button", "c" + colour % COLOURS, group, legend);
        button.dataset.toggle = group;
        button.setAttribute("aria-pressed", "true");
        button.title = "click: hide or show; double-click: show only this one";
        button.addEventListener("click", () => switchGroup(group));
        button.addEventListener("dblclick", () => showOnly(group));
      }
    }

    visible() {
      return this.data.series.filter(s => !hidden.has(s.group) && (this.pale || s.look !== "pale"));
    }

    shown(y) { return y !== null && (!this.log || y > 0); }

    /** The least and greatest values that are drawn; with some room above and below. */
    extent(series) {
      let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
      const zoom = this.zoom;
      for (const s of series) {
        for (let i = 0; i < s.x.length; i++) {
          if (!this.shown(s.y[i]) || (zoom && (s.x[i] < zoom.x0 || s.x[i] > zoom.x1))) continue;
          x0 = Math.min(x0, s.x[i]); x1 = Math.max(x1, s.x[i]);
          y0 = Math.min(y0, s.y[i]); y1 = Math.max(y1, s.y[i]);
        }
      }
      if (x0 === Infinity) return null;
      if (zoom) { x0 = zoom.x0; x1 = zoom.x1; }
      else if (this.data.kind === "scatter") { const pad = (x1 - x0) * 0.04; x0 -= pad; x1 += pad; }
      if (zoom && zoom.y0 !== undefined) return [x0, x1, zoom.y0, zoom.y1];
      if (this.log) { const pad = (y1 / y0) ** 0.05; return [x0, x1, y0 / pad, y1 * pad]; }
      const pad = (y1 - y0) * 0.06;
      // An axis that nearly reaches zero should reach it.
      const low = y0 >= 0 && y0 < 0.25 * y1 ? 0 : y0 - pad;
      return [x0, x1, low, y1 + pad];
    }

    draw() {
      this.width = Math.max(240, this.plot.clientWidth);
      this.height = this.data.tall ? 380 : 270;
      if (this.svg) this.svg.remove();
      this.svg = element("svg", { viewBox: `0 0 ${this.width} ${this.height}`, "aria-hidden": "true" });
      this.plot.prepend(this.svg);
      this.hideTip();
      const series = this.visible();
      const extent = this.extent(series);
      this.resetButton.disabled = !this.zoom;
      if (!extent) {
        this.sx = null;
        element("text", { x: this.width / 2, y: this.height / 2, class: "empty" }, this.svg).textContent = "nothing to show";
        return;
      }
      this.sx = new Scale(extent[0], extent[1], MARGIN.left, this.width - MARGIN.right, false);
      this.sy = new Scale(extent[2], extent[3], this.height - MARGIN.bottom, MARGIN.top, this.log);
      this.drawAxes();
      const id = "clip" + charts.indexOf(this) + "-" + Math.random().toString(36).slice(2);
      const clip = element("clipPath", { id }, this.svg);
      element("rect", { x: MARGIN.left, y: MARGIN.top - 4, width: this.width - MARGIN.left - MARGIN.right + 4, height: this.height - MARGIN.top - MARGIN.bottom + 8 }, clip);
      const layer = element("g", { "clip-path": `url(#${id})` }, this.svg);
      for (const s of series.filter(one => one.look === "pale")) this.drawSeries(s, layer);
      for (const s of series.filter(one => one.look !== "pale")) this.drawSeries(s, layer);
      this.cross = element("g", {}, this.svg);
    }

    drawAxes() {
      const bottom = this.height - MARGIN.bottom;
      for (const tick of this.sy.ticks(this.height / 60)) {
        const y = this.sy.pixel(tick);
        element("line", { x1: MARGIN.left, x2: this.width - MARGIN.right, y1: y, y2: y, class: "grid" }, this.svg);
        element("text", { x: MARGIN.left - 8, y: y + 4, "text-anchor": "end" }, this.svg).textContent = number(tick, 5);
      }
      element("line", { x1: MARGIN.left, x2: this.width - MARGIN.right, y1: bottom, y2: bottom, class: "axis" }, this.svg);
      for (const tick of this.sx.ticks(this.width / 110)) {
        const x = this.sx.pixel(tick);
        element("line", { x1: x, x2: x, y1: bottom, y2: bottom + 4, class: "axis" }, this.svg);
        element("text", { x, y: bottom + 18, "text-anchor": "middle" }, this.svg).textContent = number(tick, 6);
      }
      element("text", { x: (MARGIN.left + this.width - MARGIN.right) / 2, y: this.height - 6, "text-anchor": "middle" }, this.svg).textContent = this.data.x.label;
      element("text", { transform: `translate(13 ${(MARGIN.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, this.svg).textContent = this.data.y.label;
    }

    drawSeries(s, layer) {
      const colour = " c" + s.colour % COLOURS;
      const points = [];
      let path = "";
      let pen = "M";
      for (let i = 0; i < s.x.length; i++) {
        if (!this.shown(s.y[i])) { pen = "M"; continue; }
        const p = [this.sx.pixel(s.x[i]), this.sy.pixel(s.y[i])];
        points.push(p);
        path += pen + p[0].toFixed(2) + " " + p[1].toFixed(2);
        pen = "L";
      }
      if (s.look !== "points") {
        element("path", { d: path, class: "series " + s.look + colour, "data-series": s.name, "data-group": s.group }, layer);
      }
      // A line of one point would not be seen.
      if (s.look === "points" || s.look === "marks" || points.length === 1) {
        for (const p of points) {
          element("circle", { cx: p[0].toFixed(2), cy: p[1].toFixed(2), r: s.look === "points" ? 4 : 3.5, class: "mark" + colour, "data-series": s.name, "data-group": s.group }, layer);
        }
      }
    }

    listen() {
      let start = null;
      const place = event => {
        const box = this.svg.getBoundingClientRect();
        return { x: (event.clientX - box.left) * this.width / box.width, y: (event.clientY - box.top) * this.height / box.height };
      };
      this.plot.addEventListener("pointerdown", event => {
        if (event.button !== 0 || !this.sx) return;
        start = place(event);
        this.plot.setPointerCapture(event.pointerId);
      });
      this.plot.addEventListener("pointermove", event => {
        if (!this.sx) return;
        const p = place(event);
        if (start && Math.abs(p.x - start.x) > 6) this.showSelection(start, p);
        else if (!start) this.point(p);
      });
      this.plot.addEventListener("pointerup", event => {
        const end = start && place(event);
        if (start && this.sx && Math.abs(end.x - start.x) > 6) this.zoomTo(start, end);
        start = null;
      });
      this.plot.addEventListener("pointercancel", () => { start = null; this.draw(); });
      this.plot.addEventListener("pointerleave", () => { if (!start) this.hideTip(); });
      this.plot.addEventListener("dblclick", () => this.setZoom(null));
      this.plot.addEventListener("keydown", event => this.key(event));
    }

    key(event) {
      if (event.key === "Escape") this.setZoom(null);
      if (!this.sx || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
      event.preventDefault();
      const direction = event.key === "ArrowLeft" ? -1 : 1;
      const x = (this.at === undefined ? this.sx.from : this.at) + direction * (event.shiftKey ? 40 : 8);
      this.at = Math.max(this.sx.from, Math.min(this.sx.to, x));
      this.point({ x: this.at, y: this.height / 2 });
    }

    showSelection(a, b) {
      this.hideTip();
      const whole = this.data.kind === "line";
      const y = whole ? MARGIN.top : Math.min(a.y, b.y);
      const height = whole ? this.height - MARGIN.top - MARGIN.bottom : Math.abs(a.y - b.y);
      element("rect", { x: Math.min(a.x, b.x), y, width: Math.abs(a.x - b.x), height, class: "select" }, this.cross);
    }

    zoomTo(a, b) {
      const inside = v => Math.max(this.sx.from, Math.min(this.sx.to, v));
      const zoom = { x0: this.sx.value(inside(Math.min(a.x, b.x))), x1: this.sx.value(inside(Math.max(a.x, b.x))) };
      if (this.data.kind === "scatter") {
        zoom.y0 = this.sy.value(Math.max(a.y, b.y));
        zoom.y1 = this.sy.value(Math.min(a.y, b.y));
        if (Math.abs(a.y - b.y) < 3) return this.draw();
      }
      this.setZoom(zoom);
    }

    setZoom(zoom) {
      const before = this.zoom;
      this.zoom = zoom;
      if (zoom && !this.extent(this.visible())) this.zoom = before; // nothing lies there
      this.draw();
    }

    hideTip() {
      this.tip.hidden = true;
      if (this.cross) this.cross.replaceChildren();
    }

    /** Shows the values nearest to a place. */
    point(p) {
      this.hideTip();
      if (p.x < MARGIN.left - 4 || p.x > this.width - MARGIN.right + 4) return;
      const found = this.data.kind === "scatter" ? this.nearestPoint(p) : this.nearestOfEach(p);
      if (!found.length) return;
      this.tip.replaceChildren();
      const x = found[0].x;
      if (this.data.kind === "line") {
        element("line", { x1: this.sx.pixel(x), x2: this.sx.pixel(x), y1: MARGIN.top, y2: this.height - MARGIN.bottom, class: "cross" }, this.cross);
      }
      html("strong", "", this.data.x.label + " " + number(x, 7), this.tip);
      for (const f of found) {
        element("circle", { cx: this.sx.pixel(f.x), cy: this.sy.pixel(f.y), r: 4.5, class: "mark c" + f.series.colour % COLOURS }, this.cross);
        const row = html("div", "c" + f.series.colour % COLOURS, "", this.tip);
        html("span", "", f.label ? f.series.name + " · " + f.label : f.series.name, row);
        html("span", "", number(f.y, 6) + (f.x === x ? "" : " (at " + number(f.x, 7) + ")"), row);
      }
      this.tip.hidden = false;
      const left = this.sx.pixel(x) / this.width * this.plot.clientWidth;
      const right = left + 16 + this.tip.offsetWidth < this.plot.clientWidth;
      this.tip.style.left = Math.max(0, right ? left + 14 : left - this.tip.offsetWidth - 14) + "px";
    }

    nearestOfEach(p) {
      const x = this.sx.value(p.x);
      const found = [];
      for (const s of this.visible()) {
        const i = this.nearestIndex(s, x);
        // A run that ended long before says nothing about this place.
        if (i >= 0 && Math.abs(this.sx.pixel(s.x[i]) - p.x) < (s.look === "marks" ? 40 : 14)) {
          found.push({ series: s, x: s.x[i], y: s.y[i], label: s.labels && s.labels[i] });
        }
      }
      return found.sort((a, b) => Math.abs(this.sx.pixel(a.x) - p.x) - Math.abs(this.sx.pixel(b.x) - p.x) || b.y - a.y).slice(0, 16);
    }

    /** Binary search, then on to the nearest value that is drawn. */
    nearestIndex(s, x) {
      let [low, high] = [0, s.x.length - 1];
      if (high < 0) return -1;
      while (high - low > 1) { const middle = (low + high) >> 1; if (s.x[middle] < x) low = middle; else high = middle; }
      let best = -1;
      for (let i = Math.max(0, low - 3); i <= Math.min(s.x.length - 1, high + 3); i++) {
        if (this.shown(s.y[i]) && (best < 0 || Math.abs(s.x[i] - x) < Math.abs(s.x[best] - x))) best = i;
      }
      return best;
    }

    nearestPoint(p) {
      let best = null;
      let least = 30;
      for (const s of this.visible()) {
        if (s.look !== "points" && s.look !== "marks") continue;
        for (let i = 0; i < s.x.length; i++) {
          if (!this.shown(s.y[i])) continue;
          const far = Math.hypot(this.sx.pixel(s.x[i]) - p.x, this.sy.pixel(s.y[i]) - p.y);
          if (far < least) { least = far; best = { series: s, x: s.x[i], y: s.y[i], label: s.labels && s.labels[i] }; }
        }
      }
      return best ? [best] : [];
    }
  }

  const showGroups = () => {
    for (const button of document.querySelectorAll("[data-toggle]")) button.setAttribute("aria-pressed", !hidden.has(button.dataset.toggle));
    for (const row of document.querySelectorAll("tr[data-group], div[data-group]")) row.hidden = hidden.has(row.dataset.group);
    charts.forEach(chart => chart.draw());
  };

  const switchGroup = group => {
    if (!hidden.delete(group)) hidden.add(group);
    showGroups();
  };

  /** Of the groups that share a legend with this one. */
  const showOnly = group => {
    for (const chart of charts) {
      const groups = chart.data.series.map(s => s.group);
      if (groups.includes(group)) groups.forEach(other => hidden.add(other));
    }
    hidden.delete(group);
    showGroups();
  };

  for (const figure of document.querySelectorAll("figure.chart")) {
    const chart = new Chart(figure);
    figure.chart = chart;
    charts.push(chart);
  }
})();
