// SPDX-License-Identifier: AGPL-3.0-or-later
// mutate.js SCHEMA COUNT SEED... - documents and what ajv says of them
//
// Mutates the seed documents (JSON files), one to three times each, with a
// fixed generator.  Writes documents.ndjson, one a line, and faults.txt, the
// pointers of ajv's faults, in the form that schema-check has.
'use strict';
const fs = require('fs');
const path = require('path');
const Ajv = require(path.join(process.env.AJV, 'dist', '2020')).default;

const [schemaFile, count, ...seeds] = process.argv.slice(2);
const ajv = new Ajv({allErrors: true, strict: false, ownProperties: true});
const validate = ajv.compile(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));

let state = 20260301n;
function random(n) { // splitmix64
	state = (state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
	let z = state;
	z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
	z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
	return Number((z ^ (z >> 31n)) % BigInt(n));
}

const strings = ['', 'x', 'PASS', 'slope', 'bytes', 'floor', 'warn', 'note',
	'a'.repeat(500), 'a'.repeat(501), '\u{1F600}'.repeat(500),
	'\u{1F600}'.repeat(501), 'é', '1.0', 'with/slash~tilde', '\n\u001b'];
function value() {
	const kinds = [
		() => null, () => true, () => false, () => 0, () => -1, () => 1.5,
		() => -0.5, () => 1e300, () => 3, () => 2.0, () => [], () => ({}),
		() => [null], () => ['x'], () => [''], () => [1], () => ({id: 'x'}),
		() => ({id: 'x', value: 1}), () => ({value: -1, unit: ''}),
		() => Array(50).fill('w'), () => Array(51).fill('w'),
		() => [{id: 'a', time_ns: {estimate: 1}}],
		() => [{id: 1, time_ns: {estimate: null}}],
		() => ({a: {value: 1, unit: 'B/s'}}), () => ({a: -1}),
	];
	const i = random(kinds.length + strings.length);
	return i < kinds.length ? kinds[i]() : strings[i - kinds.length];
}

// Every container in the document, the root first.
function containers(v, list) {
	if (v !== null && typeof v === 'object') {
		list.push(v);
		for (const k of Object.keys(v)) containers(v[k], list);
	}
	return list;
}

function mutate(doc) {
	const list = containers(doc, []);
	// Half of the time near the root: most of the tree is arrays' elements.
	const at = list[random(2) ? random(Math.min(list.length, 4)) : random(list.length)];
	const keys = Object.keys(at);
	const key = keys.length ? keys[random(keys.length)] : null;
	switch (random(6)) {
	case 0:
		if (key === null) return;
		if (Array.isArray(at)) at.splice(Number(key), 1); else delete at[key];
		return;
	case 1:
		if (Array.isArray(at)) at.push(value()); else at['k' + random(9)] = value();
		return;
	case 2:
		if (key !== null && Array.isArray(at[key]) && at[key].length)
			for (let i = random(60); i > 0; i--) at[key].push(at[key][0]);
		return;
	case 3:
		if (key !== null && typeof at[key] === 'number') at[key] = -at[key];
		return;
	default:
		if (key !== null) at[key] = value();
	}
}

function pointers(errors) {
	const set = new Set();
	for (const e of errors || []) {
		let at = e.instancePath;
		if (e.keyword === 'required')
			at += '/' + e.params.missingProperty.replace(/~/g, '~0').replace(/\//g, '~1');
		set.add('=' + at);
	}
	return [...set].sort().join('\t');
}

const texts = seeds.map((f) => fs.readFileSync(f, 'utf8'));
const documents = [], faults = [];
for (let i = 0; i < Number(count); i++) {
	const doc = JSON.parse(texts[i % texts.length]);
	for (let n = i < texts.length ? 0 : 1 + random(3); n > 0; n--) mutate(doc);
	if (doc === null || typeof doc !== 'object' || Array.isArray(doc)) continue;
	validate(doc);
	documents.push(JSON.stringify(doc));
	faults.push(pointers(validate.errors));
}
fs.writeFileSync('documents.ndjson', documents.join('\n') + '\n');
fs.writeFileSync('faults.txt', faults.join('\n') + '\n');
