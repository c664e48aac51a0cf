// What the HTTP API takes and gives: one type for each Java record in io.sightline.console.api. Times are ISO 8601, UTC.

export type Role = 'VIEWER' | 'OPERATOR' | 'ADMIN';

export interface SessionView {
  user: SignedIn | null;
  csrfToken: string | null;
  hasPassword: boolean;
  signOutUrl: string | null;
  signIn: SignIn;
  version: string;
}

export interface SignedIn {
  name: string;
  role: Role;
}

export interface SignIn {
  withPassword: boolean;
  leastPasswordLength: number;
  openIdConnect: string | null;
  firstStart: boolean;
  refusal: string | null;
}

export interface Credentials {
  user: string;
  password: string;
}

export interface FirstAdmin {
  token: string;
  user: string;
  password: string;
}

export interface PasswordChange {
  current: string;
  replacement: string;
}

export interface UserView {
  name: string;
  role: Role;
  createdAt: string;
}

export interface NewUser {
  name: string;
  role: Role;
  password: string;
}

export interface UserChange {
  role: Role | null;
  password: string | null;
}

export interface Who {
  kind: 'PERSON' | 'STRANGER' | 'UNKNOWN';
  personId: string | null;
  name: string | null;
  anonymousId: string | null;
}

export interface LiveCamera {
  cameraId: string;
  up: boolean;
  fault: string | null;
  framesPerSecond: number;
  delayMillis: number | null;
  clock: string | null;
  picture: LivePicture | null;
}

export interface LivePicture {
  frameId: string;
  url: string;
  capturedAt: string;
  width: number;
  height: number;
  faces: LiveFace[];
}

export interface LiveFace {
  trackId: string;
  box: Rectangle;
  who: Who;
}

/** In parts of the picture's width and height, 0 to 1, from the top left. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Certainty = 'CONFIRMED' | 'CLEAR' | 'NARROW' | 'UNKNOWN';

export interface SightingView {
  sightingId: string;
  eventId: string;
  cameraId: string;
  who: Who;
  firstSeenAt: string;
  lastSeenAt: string;
  isOver: boolean;
  certainty: Certainty;
  summary: string;
  reasons: Reason[];
  cropUrl: string | null;
  photoUrl: string | null;
  word: Word | null;
  delayMillis: number | null;
}

export interface Reason {
  about: string;
  words: string;
}

export interface Word {
  actor: string;
  saidAt: string;
  words: string;
}

export interface SightingPage {
  sightings: SightingView[];
  next: string | null;
  isComplete: boolean;
}

export interface LabelRequest {
  eventId: string;
  kind: 'RIGHT' | 'NOT' | 'IS';
  personId: string | null;
  name: string | null;
}

export interface LabelAnswer {
  labelId: string;
  isComplete: boolean;
  corrected: number;
  learned: number;
  words: string;
}

export interface PersonView {
  personId: string;
  name: string;
  consent: string | null;
  changedAt: string;
  photos: PersonPhoto[];
  lastSeen: LastSeen | null;
}

export interface PersonPhoto {
  templateId: string;
  url: string | null;
  enrolledAt: string;
  quality: number;
  isLearned: boolean;
}

export interface LastSeen {
  at: string;
  cameraId: string;
}

export interface PersonChange {
  name: string | null;
  consent: string | null;
}

export interface EnrolmentAnswer {
  personId: string;
  name: string;
  isNew: boolean;
  isKnownNow: boolean;
  photos: PhotoAnswer[];
}

export interface PhotoAnswer {
  file: string;
  isEnrolled: boolean;
  outcome: string;
  message: string;
  quality: number | null;
  lookalike: Lookalike | null;
}

export interface Lookalike {
  personId: string;
  name: string;
  distance: number;
}

export interface ForgetPreview {
  personId: string;
  name: string;
  faces: number;
  archivedFaces: number;
  remaining: Remaining[];
  /** What else the person may want to know, in words. */
  notes: string[];
}

export interface Remaining {
  topic: string;
  goneBy: string;
}

export interface Receipt {
  gone: ForgetPreview;
  at: string;
  actor: string;
}

export interface MergeAnswer {
  person: PersonView;
  faces: number;
  events: number;
  words: string;
}

export interface RestoreAnswer {
  people: number;
  faces: number;
  words: string;
}

export interface StrangerGroup {
  groupId: string;
  anonymousIds: string[];
  sightings: number;
  cameras: string[];
  firstSeenAt: string;
  lastSeenAt: string;
  cropUrls: string[];
  cropUrlByKey: Record<string, string>;
  nearest: Lookalike | null;
}

export interface NamingRequest {
  anonymousIds: string[];
  personId: string | null;
  name: string | null;
}

export interface NamingAnswer {
  personId: string;
  name: string;
  isComplete: boolean;
  corrected: number;
  learned: number;
  words: string;
}

export interface CameraView {
  cameraId: string;
  settings: CameraForm;
  state: CameraState | null;
  health: HealthPart[];
}

export interface CameraState {
  up: boolean;
  fault: string | null;
  at: string;
}

export interface HealthPart {
  from: string;
  upShare: number | null;
}

export interface CameraForm {
  source: string;
  framesPerSecond: number;
  maxWidth: number;
  jpegQuality: number;
  motionGate: boolean;
  loop: boolean;
  realTime: boolean;
  zones: Zone[];
}

export interface Zone {
  name: string;
  purpose: Purpose;
  points: Corner[];
}

export type Purpose = 'LOOK' | 'IGNORE';

/** In parts of the picture's width and height, 0 to 1, from the top left. */
export interface Corner {
  x: number;
  y: number;
}

export interface NewCamera {
  cameraId: string;
  settings: CameraForm;
}

export interface CameraTestRequest {
  source: string;
}

export interface CameraTest {
  works: boolean;
  words: string;
  width: number;
  height: number;
  snapshot: string | null;
}

export interface SystemView {
  version: string;
  startedAt: string;
  stages: StageView[];
  lag: Lag[];
  storage: TopicView[];
  deadLetters: number;
  versions: string[];
}

export interface StageView {
  name: string;
  fault: string | null;
}

export interface Lag {
  group: string;
  topic: string;
  records: number;
}

export interface TopicView {
  topic: string;
  records: number;
  bytes: number | null;
  kept: string;
}

export interface DeadLetterView {
  id: string;
  at: string;
  topic: string;
  partition: number;
  offset: number;
  service: string;
  reason: string;
  key: string;
  bytes: number;
  hex: string;
  json: string | null;
  headers: Record<string, string>;
}

export interface AuditEntry {
  actor: string;
  action: string;
  subject: string;
  at: string;
  details: Record<string, string>;
  failure: string | null;
}

export type OutboundKind = 'WEBHOOK' | 'MQTT';

export type OutboundEvent = 'APPEARED' | 'IDENTIFIED' | 'UPDATED' | 'LEFT' | 'CORRECTED' | 'RETRACTED';

export interface OutboundForm {
  name: string;
  kind: OutboundKind;
  enabled: boolean;
  url: string | null;
  mqtt: Mqtt | null;
  allowPrivate: boolean;
  allowPlain: boolean;
  includeName: boolean;
  kinds: OutboundEvent[];
  cameras: string[];
  persons: string[];
}

export interface Mqtt {
  host: string;
  port: number;
  tls: boolean;
  user: string | null;
  password: string | null;
  topicPrefix: string;
  discoveryPrefix: string | null;
}

export interface OutboundView {
  id: string;
  settings: OutboundForm;
  createdAt: string;
  disabledBecause: string | null;
  state: OutboundState;
}

export interface OutboundState {
  delivered: number;
  givenUp: number;
  expired: number;
  waiting: number;
  lag: number;
  lastError: string | null;
  lastErrorAt: string | null;
  lastDeliveryAt: string | null;
}

export interface OutboundTest {
  works: boolean;
  words: string;
}

export interface OutboundSecret {
  secret: string;
}

export type ModelState = 'ACTIVE' | 'SHADOW' | 'CANDIDATE' | 'RETIRED' | 'UNSPECIFIED';

export interface ModelsView {
  activeModelId: string | null;
  models: ModelView[];
  broken: BrokenModel[];
  change: ModelChangeView | null;
}

export interface BrokenModel {
  folder: string;
  why: string;
}

export interface ModelView {
  modelId: string;
  state: ModelState;
  since: string | null;
  actor: string | null;
  reason: string | null;
  forced: boolean;
  dimension: number | null;
  threshold: number | null;
  calibratedHere: boolean;
  templates: number;
  known: number;
  wanted: number;
  hasBundle: boolean;
  hasDecided: boolean;
  sets: ModelSet[];
  comparisons: ModelComparison[];
  decided: Decided[];
  warnings: string[];
}

export interface ModelSet {
  name: string;
  figures: Record<string, number>;
  curve: RatePoint[];
}

export interface RatePoint {
  far: number;
  tar: number;
}

export interface ModelComparison {
  set: string;
  other: string;
  holds: boolean;
  words: string;
}

export interface Decided {
  from: string | null;
  to: string | null;
  actor: string;
  reason: string;
  forced: boolean;
}

export type ModelChangeKind = 'SHADOW' | 'STOP_SHADOW' | 'PROMOTE' | 'ROLLBACK' | 'RETIRE';

export interface ModelChangeForm {
  kind: ModelChangeKind;
  modelId: string | null;
  reason: string | null;
  force: boolean;
}

export interface ModelChangeView {
  id: string;
  kind: ModelChangeKind;
  modelId: string;
  actor: string;
  startedAt: string;
  endedAt: string | null;
  state: 'RUNNING' | 'ASKING' | 'DONE' | 'REFUSED' | 'FAILED';
  said: string[];
  question: string | null;
  progress: Progress | null;
  outcome: string | null;
}

export interface Progress {
  done: number;
  of: number | null;
  what: string;
}

export interface ModelAnswer {
  yes: boolean;
}

export interface ComparisonForm {
  candidate: string;
  hours: number | null;
}

export interface ComparisonView {
  id: string;
  active: string;
  candidate: string;
  hours: number;
  startedAt: string;
  state: 'RUNNING' | 'DONE' | 'FAILED';
  progress: Progress | null;
  failure: string | null;
  faces: number;
  tracks: number;
  byActive: number;
  byCandidate: number;
  agreed: number;
  known: number;
  wanted: number;
  fairness: string | null;
  words: string[];
  judged: Judged;
  rows: Disagreement[];
  left: number;
}

export interface Judged {
  active: number;
  candidate: number;
  neither: number;
  unjudged: number;
}

export interface Disagreement {
  what: 'VANISHES' | 'APPEARS' | 'CHANGES';
  at: string;
  cameraId: string;
  trackId: string;
  activeWho: Who | null;
  candidateWho: Who | null;
  byActive: number | null;
  activeThreshold: number;
  byCandidate: number | null;
  candidateThreshold: number;
  cropUrl: string | null;
  eventId: string | null;
  judged: Word | null;
  rightModel: 'ACTIVE' | 'CANDIDATE' | 'NEITHER' | null;
}

export interface TrainingRunView {
  name: string;
  state: 'RUNNING' | 'DONE' | 'STOPPED';
  startedAt: string;
  lastAt: string;
  epoch: number;
  epochs: number | null;
  step: number;
  loss: number | null;
  score: number | null;
  scoreName: string | null;
  bestScore: number | null;
  bestEpoch: number | null;
  timeLeftSeconds: number | null;
  losses: StepLoss[];
  epochScores: EpochScore[];
  hasReport: boolean;
}

export interface StepLoss {
  step: number;
  loss: number;
}

export interface EpochScore {
  epoch: number;
  loss: number | null;
  score: number;
}
