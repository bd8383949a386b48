'use strict';

/** What a worker thread of the program runs. */
require('./main.js')().work();
