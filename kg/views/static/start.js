"use strict";

// Before anything is drawn: a script runs, so the network stands for the table.
document.documentElement.classList.replace("still", "moving");
