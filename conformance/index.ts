/**
 * The library: examine a server, drive one in process or over WebSocket, judge captures and what passes right now, and
 * read what protocols and suites hold.
 *
 * @module wireproof
 */
export type { Protocol } from '../schemas/protocol.ts';
export { protocols } from '../schemas/index.ts';
export { checkCapture, type CheckCaptureOptions } from './captures/check-capture.ts';
export { judgeTraffic, type Traffic, type TrafficOptions } from './captures/traffic.ts';
export { examine, expectation } from './engine/examine.ts';
export type { Examination } from './engine/examination.ts';
export type { ExamineOptions } from './engine/examine-options.ts';
export type { Driver } from './engine/driver.ts';
export type { Plan, Step } from './engine/plan.ts';
export type { Progress, Report, RequirementReport, Status, Verdict } from './engine/report.ts';
export { Trouble } from './engine/trouble.ts';
export { defineDriver, Refused } from './drivers/define-driver.ts';
export { functionControl } from './drivers/function-control.ts';
export { inProcess } from './drivers/in-process.ts';
export { websocketDriver } from './drivers/websocket.ts';
export { badgeReport } from './reports/badge.ts';
export { htmlReport } from './reports/html/page.ts';
export { jsonReport } from './reports/json.ts';
export { junitReport } from './reports/junit.ts';
export { markdownReport } from './reports/markdown.ts';
export { textReport } from './reports/text.ts';
export { type Suite, suiteOf } from './suites/index.ts';

// What the types above are made of.
export type { Told } from './captures/capture.ts';
export type { Breach } from './captures/scope.ts';
export type { Sight } from './captures/witnessing.ts';
export type { Control } from './drivers/control.ts';
export type { DriverFile } from './drivers/define-driver.ts';
export type { Reach } from './drivers/reach.ts';
export type { Identity } from './engine/driver.ts';
export type { CloseRequest, PublishRequest, TokenRequest } from '../schemas/hooks.ts';
export type { InProcessOptions } from './drivers/in-process.ts';
export type { LiveDriver, WebsocketOptions } from './drivers/websocket.ts';
export type { Clock } from './engine/clock.ts';
export type { InFrames, Line, Signal } from './engine/driver.ts';
export type { Covered, Reached } from './engine/coverage.ts';
export type { Expectation } from './engine/schedule.ts';
export type { Badge, Entry, Happening } from './engine/history.ts';
export type { BrokenFrame, Fragmented, Seen, TokenKind } from './engine/plan.ts';
export type { Listed, ListedFault, Unobservable } from './engine/requirement.ts';
export type { TroubleCode } from './engine/trouble.ts';
export type { Invocation } from './reports/again.ts';
export type { HtmlOptions } from './reports/html/page.ts';
export type { ReportOptions } from './reports/telling.ts';
export type { TextOptions } from './reports/text.ts';
export { type About, type HookAnswer, type HookName, HOOKS } from '../schemas/hooks.ts';
export type { JsonSchema } from '../schemas/json-schema.ts';
export * from '../schemas/promises/index.ts';
export type { Beside, Catalog, Envelope, Invalid, Kind, Message } from '../schemas/protocol.ts';
export type { Read, Reader, Side } from '../schemas/reader.ts';
export type { Credential, Input, Manners, Output, Server, TransportError } from '../schemas/server.ts';
