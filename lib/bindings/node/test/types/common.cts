import ignore = require('tare');
import byName, { pack } from 'tare';

const { Matcher } = ignore;
const excluded: boolean = new Matcher('a').excludes('a');
const same: ignore.Ignore = byName().add('a');
console.log(excluded, same.ignores('a'), pack('.').readable, ignore.version.length);
