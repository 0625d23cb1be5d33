/**
 * node:http and node:https, got as they are. An `import` reads every export of a built-in module, and `http.WebSocket`
 * and its like load undici: 11 MB of memory for what the agent never uses.
 */
export const nodeHttp = process.getBuiltinModule('node:http');
export const nodeHttps = process.getBuiltinModule('node:https');
