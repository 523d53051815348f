// Azurite 3.37 waits for ever for the body of a request that was aborted while it waited for its turn, and such a
// request keeps one of 50 places for writes: when a client with many writes under way is killed, no write is answered
// any more. Loaded before Azurite (node --require), this lets such a request fail instead.
const fs = require('node:fs');
const path = require('node:path');

const azurite = path.dirname(fs.realpathSync(process.argv[1]));
const { default: FSExtentStore } = require(path.join(azurite, 'common', 'persistence', 'FSExtentStore.js'));
const streamPipe = FSExtentStore.prototype.streamPipe;
if (typeof streamPipe !== 'function') {
  throw new Error('FSExtentStore.streamPipe is not there: has another version of Azurite been installed?');
}

FSExtentStore.prototype.streamPipe = function (body, ...rest) {
  return body.destroyed ? Promise.reject(new Error('the request was aborted')) : streamPipe.call(this, body, ...rest);
};
