// A live chart of one context: asks the node once a second while it is on screen, draws with uPlot.
/* global uPlot */

const WINDOW = 120;
const COLOURS = ['#2a7de1', '#e8743b', '#19a979', '#945ecf', '#e0b400', '#13a4b4', '#d6466e', '#6c8893', '#8bbf3f', '#ee6868', '#5c6bc0', '#a1887f'];
const MAX_LINES = 24;

/** Three digits and a prefix: 12.3, 4.56 k, 789 M. */
function format(value) {
  if (value === null || value === undefined) return '–';
  const prefixes = ['', ' k', ' M', ' G', ' T'];
  let power = 0;
  let rest = value;
  while (Math.abs(rest) >= 1000 && power < prefixes.length - 1) { rest /= 1000; power += 1; }
  return Number(rest.toPrecision(3)) + prefixes[power];
}

export class LiveChart {
  /**
   * @param card where to draw
   * @param context the context as the console's API gives it
   * @param ask asks the node: path -> promise of JSON
   */
  constructor(card, context, ask) {
    this.context = context;
    this.ask = ask;
    this.stacked = context.chartType === 'stacked';
    this.place = document.createElement('div');
    this.place.className = 'plot';
    card.append(this.place);
    this.card = card;
    this.visible = false;
    this.closed = false;
    this.observer = new IntersectionObserver(([entry]) => {
      this.visible = entry.isIntersecting;
      if (this.visible && !this.timer) this.tick();
    });
    this.observer.observe(card);
  }

  close() {
    this.closed = true;
    this.observer.disconnect();
    clearTimeout(this.timer);
    if (this.plot) this.plot.destroy();
  }

  async tick() {
    const started = performance.now();
    this.timer = -1;
    let wait = 1000;
    try {
      this.draw(await this.fetch());
    } catch (error) {
      wait = 5000;
      this.note(error.message);
    }
    this.timer = undefined;
    if (!this.closed && this.visible) {
      this.timer = setTimeout(() => { this.timer = undefined; if (this.visible && !this.closed) this.tick(); },
        Math.max(200, wait - (performance.now() - started)));
    }
  }

  fetch() {
    const id = encodeURIComponent(this.context.id);
    // shares are averaged over instances, amounts are summed
    const aggregation = this.context.units.includes('percent') || this.context.units === '%' ? 'average' : 'sum';
    return this.ask(`/api/v2/data?scope_contexts=${id}&contexts=${id}&after=-${WINDOW}&before=0&points=${WINDOW}`
      + `&group_by=dimension&aggregation=${aggregation}&time_group=average&format=json2&options=jsonwrap,minify,unaligned`);
  }

  draw(answer) {
    const { labels, point, data } = answer.result;
    if (!data || data.length === 0) { this.note('no data in the last two minutes'); return; }
    const rows = data[0][0] > data[data.length - 1][0] ? data.slice().reverse() : data;
    const names = labels.slice(1, MAX_LINES + 1);
    const at = point.value;
    const times = rows.map((row) => row[0]);
    const values = names.map((_, i) => rows.map((row) => row[i + 1][at]));
    this.card.dataset.last = times[times.length - 1];
    const drawn = this.stacked ? this.stack(values) : values;
    const key = names.join('\u0000');
    if (!this.plot || key !== this.key) {
      this.key = key;
      if (this.plot) this.plot.destroy();
      this.place.replaceChildren();
      this.plot = this.build(names);
    }
    this.raw = values;
    this.plot.setData([times, ...drawn]);
    // without a pointer over the chart the legend shows the newest values
    if (this.plot.cursor.idx === null || this.plot.cursor.left < 0) this.plot.setLegend({ idx: times.length - 1 });
  }

  /** Each line on top of those before it. */
  stack(values) {
    const sums = new Array(values[0].length).fill(0);
    return values.map((line) => line.map((value, i) => {
      if (value === null) return null;
      sums[i] += value;
      return sums[i];
    }));
  }

  build(names) {
    const style = getComputedStyle(document.documentElement);
    const grid = style.getPropertyValue('--line');
    const axis = { stroke: style.getPropertyValue('--muted'), grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const fill = this.stacked || this.context.chartType === 'area';
    const options = {
      width: this.place.clientWidth || 400,
      height: 150,
      legend: { live: true },
      cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (u, min, max) => [Math.min(0, min), max <= 0 && min >= 0 ? 1 : max * 1.08] } },
      axes: [{ ...axis, size: 30 }, { ...axis, size: 52, values: (u, ticks) => ticks.map(format) }],
      series: [{ value: '{HH}:{mm}:{ss}' }, ...names.map((name, i) => ({
        label: name,
        stroke: COLOURS[i % COLOURS.length],
        width: this.stacked ? 1 : 1.5,
        fill: fill ? COLOURS[i % COLOURS.length] + (this.stacked ? '66' : '2b') : undefined,
        points: { show: false },
        value: (u, v, series, index) => format(index === null ? null : this.raw[i][index]),
      }))],
      // a band hides what is below the next line, so that stacked areas do not mix
      bands: this.stacked ? names.slice(1).map((_, i) => ({ series: [i + 2, i + 1] })) : undefined,
    };
    return new uPlot(options, [[0], ...names.map(() => [null])], this.place);
  }

  note(text) {
    if (this.plot) { this.plot.destroy(); this.plot = undefined; }
    const note = document.createElement('p');
    note.className = 'note';
    note.textContent = text;
    this.place.replaceChildren(note);
  }
}
