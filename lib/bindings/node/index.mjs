import ignore from './index.js';

export default ignore;
export const { Matcher, pack, walk, report, digest, TareError, version } = ignore;
