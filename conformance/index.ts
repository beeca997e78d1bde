/** The library: examine a server, drive one in process or over WebSocket, and read what protocols and suites hold. */
export type { Protocol } from '../schemas/protocol.ts';
export { protocols } from '../schemas/index.ts';
export { examine, expectation } from './engine/examine.ts';
export type { ExamineOptions } from './engine/examine-options.ts';
export type { Driver } from './engine/driver.ts';
export type { Plan, Step } from './engine/plan.ts';
export type { Progress, Report, RequirementReport, Status, Verdict } from './engine/report.ts';
export { Trouble } from './engine/trouble.ts';
export { inProcess } from './drivers/in-process.ts';
export { websocketDriver } from './drivers/websocket.ts';
export { jsonReport } from './reports/json.ts';
export { textReport } from './reports/text.ts';
export { type Suite, suiteOf } from './suites/index.ts';
