'use strict';

// What binding.gyp builds at installation.
module.exports = require('../build/Release/tare.node');
