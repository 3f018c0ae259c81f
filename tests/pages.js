/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages.js MODULES CHROMIUM PAGE... - look at pages as readers do
 *
 * Each page is opened from file:// at 320, 800 and 1400 px, light, dark and in
 * print (680 px are A4 less its margins).  Written is one line a fault: console
 * messages, requests, side-scroll, axe-core's findings (WCAG 2.2 AA), tables
 * that are cut off, chart words that overlap or are cut off.  Exit 1 when there
 * is one.
 */
'use strict';
const path = require('path');
const fs = require('fs');
const [modules, chromium, ...pages] = process.argv.slice(2);
const puppeteer = require(path.join(modules, 'puppeteer-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core/axe.min.js'), 'utf8');
let faults = 0;

function fault(page, view, what) {
	faults++;
	console.log(`${path.basename(page)} ${view}: ${what}`);
}

/*
 * Runs in the page: boxes of a chart's words against each other and its edge;
 * where there is room, no table is cut off at its right.
 */
function look(room) {
	const out = [];
	const visible = (e) => e.getClientRects().length > 0;
	if (document.documentElement.scrollWidth >
	    document.documentElement.clientWidth)
		out.push(`scrolls sideways: ${document.documentElement.scrollWidth}` +
		    ` in ${document.documentElement.clientWidth}`);
	for (const e of document.querySelectorAll('table')) {
		if (room && visible(e) &&
		    e.scrollWidth > e.parentElement.clientWidth + 1)
			out.push(`a table is cut off: ${e.scrollWidth} in ` +
			    `${e.parentElement.clientWidth}, ` +
			    e.parentElement.getAttribute('aria-label'));
	}
	for (const svg of document.querySelectorAll('svg.chart')) {
		if (!visible(svg))
			continue;
		const edge = svg.getBoundingClientRect();
		const name = svg.querySelector('title') ?
		    svg.querySelector('title').textContent.slice(0, 60) : 'panel';
		const boxes = [...svg.querySelectorAll('text')].map((t) =>
		    ({t: t.textContent.slice(0, 40), b: t.getBoundingClientRect()}))
		    .filter((x) => x.b.width > 0);
		for (const x of boxes) {
			if (x.b.left < edge.left - 1 || x.b.right > edge.right + 1 ||
			    x.b.top < edge.top - 1 || x.b.bottom > edge.bottom + 1)
				out.push(`'${x.t}' is cut off in '${name}'`);
		}
		/* Sorted by the top, so that far ones are not compared. */
		boxes.sort((p, q) => p.b.top - q.b.top);
		for (let i = 0; i < boxes.length; i++) {
			for (let k = i + 1; k < boxes.length &&
			    boxes[k].b.top < boxes[i].b.bottom; k++) {
				const p = boxes[i].b, q = boxes[k].b;
				const w = Math.min(p.right, q.right) -
				    Math.max(p.left, q.left);
				const h = Math.min(p.bottom, q.bottom) -
				    Math.max(p.top, q.top);
				const unit = edge.width / svg.viewBox.baseVal.width;
				if (w > .5 && h > 3 * unit)
					out.push(`'${boxes[i].t}' and '${boxes[k].t}'` +
					    ` overlap in '${name}'`);
			}
		}
	}
	for (const e of document.querySelectorAll('*')) {
		if (e.hasAttribute('style'))
			out.push(`a style attribute on ${e.tagName}`);
	}
	return out;
}

async function check(browser, file, width, mode) {
	const view = `${width} px ${mode}`;
	const page = await browser.newPage();
	let own = false;
	page.on('console', (m) => fault(file, view, `console: ${m.text()}`));
	page.on('pageerror', (e) => fault(file, view, `error: ${e.message}`));
	page.on('request', (r) => {
		if (!r.url().startsWith('file://') || own)
			fault(file, view, `request: ${r.url().slice(0, 80)}`);
		own = true;
	});
	await page.setViewport({width, height: 900});
	await page.emulateMediaFeatures([{name: 'prefers-color-scheme',
	    value: mode === 'dark' ? 'dark' : 'light'}]);
	/* Last: features put the medium back to the screen. */
	if (mode === 'print')
		await page.emulateMediaType('print');
	await page.goto('file://' + path.resolve(file));
	if (!await page.evaluate((q) => matchMedia(q).matches, mode === 'light' ?
	    'screen' : mode === 'dark' ? '(prefers-color-scheme: dark)' : 'print'))
		fault(file, view, 'is not shown so');
	for (const what of await page.evaluate(look, width >= 680))
		fault(file, view, what);
	if (mode !== 'print') {
		await page.setBypassCSP(true);
		await page.evaluate(axe);
		const found = await page.evaluate(() => window.axe.run({runOnly:
		    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
		    'best-practice']}));
		for (const v of found.violations)
			fault(file, view, `axe ${v.id}: ${v.help}, ` +
			    v.nodes[0].html.slice(0, 120));
	}
	await page.close();
}

(async () => {
	const browser = await puppeteer.launch({executablePath: chromium,
	    headless: true, args: ['--no-sandbox', '--disable-gpu']});
	for (const file of pages) {
		await check(browser, file, 320, 'light');
		await check(browser, file, 800, 'dark');
		await check(browser, file, 1400, 'light');
		await check(browser, file, 680, 'print');
	}
	await browser.close();
	console.log(`${pages.length} pages, ${faults} faults`);
	process.exit(faults ? 1 : 0);
})().catch((e) => {
	console.error(e);
	process.exit(2);
});
