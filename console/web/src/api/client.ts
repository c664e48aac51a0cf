import { session } from './session';
import type * as api from './types';

const BASE = '/api/v1';

/** An answer that is no success, in words for an operator (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** Seconds after which to try again; of 429. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

/** What went wrong, as a sentence. */
export function words(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

async function problemOf(response: Response): Promise<Problem> {
  let detail = '';
  try {
    const body = (await response.json()) as { detail?: string; title?: string };
    detail = body.detail ?? body.title ?? '';
  } catch {
    // no problem document: a proxy in between answered
  }
  const after = Number(response.headers.get('Retry-After'));
  return new Problem(response.status, detail || standIn(response.status), after > 0 ? after : null);
}

function standIn(status: number): string {
  if (status === 413) return 'This is too large to be sent.';
  if (status === 503) return 'The system’s message store (Kafka) cannot be reached at the moment.';
  return `The console’s server answered ${status} and gave no reason.`;
}

interface Options {
  method?: string;
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

async function send(path: string, { method = 'GET', json, form, signal }: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  const token = session.value?.csrfToken;
  if (method !== 'GET' && token) headers['X-CSRF-Token'] = token;
  const body = form ?? (json === undefined ? null : JSON.stringify(json));
  try {
    return await fetch(BASE + path, { method, headers, body, signal: signal ?? null, credentials: 'same-origin' });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    throw new Problem(0, 'The console’s server cannot be reached. Is Sightline running, and the network up?');
  }
}

async function request<T>(path: string, options: Options = {}): Promise<T> {
  let response = await send(path, options);
  if (response.status === 403 && options.method && (await tokenChanged())) response = await send(path, options);
  if (response.status === 401 && path !== '/session' && path !== '/session/first') await signedOutElsewhere();
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** Another tab may have signed in anew since: then this one's token is old. */
async function tokenChanged(): Promise<boolean> {
  const before = session.value?.csrfToken;
  await refreshSession();
  return session.value?.csrfToken !== before;
}

async function signedOutElsewhere(): Promise<void> {
  if (session.value?.user) session.value = { ...session.value, user: null, csrfToken: null };
}

/** Asks who is signed in; throws a Problem if the server cannot be reached. */
export async function refreshSession(): Promise<void> {
  const response = await send('/session', {});
  if (!response.ok) throw await problemOf(response);
  session.value = (await response.json()) as api.SessionView;
}

const id = encodeURIComponent;

function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length ? '?' + new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString() : '';
}

export interface SightingQuery {
  person?: string | null;
  stranger?: string | null;
  camera?: string | null;
  from?: string | null;
  to?: string | null;
  certainty?: string | null;
  before?: string | null;
  limit?: number;
}

export const streams = {
  live: BASE + '/live',
  sightings: (filter: SightingQuery) => BASE + '/sightings/stream' + query({ ...filter }),
};

export const links = {
  /** Afterwards the browser is at this path of the console again. */
  openIdConnect: (back: string) => BASE + '/session/open-id-connect' + query({ back }),
  backup: BASE + '/gallery/backup',
  trainingReport: (run: string) => `${BASE}/training-runs/${encodeURIComponent(run)}/report`,
};

const keep = async (answer: Promise<api.SessionView>) => {
  session.value = await answer;
};

export const signIn = (body: api.Credentials) => keep(request('/session', { method: 'POST', json: body }));
export const makeFirstAdmin = (body: api.FirstAdmin) => keep(request('/session/first', { method: 'POST', json: body }));
export const changePassword = (body: api.PasswordChange) =>
  request<void>('/session/password', { method: 'POST', json: body });

export async function signOut(): Promise<void> {
  const there = session.value?.signOutUrl;
  await request<void>('/session', { method: 'DELETE' });
  if (there) location.assign(there);
  else await refreshSession();
}

export const users = () => request<api.UserView[]>('/users');
export const addUser = (body: api.NewUser) => request<api.UserView>('/users', { method: 'POST', json: body });
export const changeUser = (name: string, body: api.UserChange) =>
  request<api.UserView>(`/users/${id(name)}`, { method: 'PATCH', json: body });
export const removeUser = (name: string) => request<void>(`/users/${id(name)}`, { method: 'DELETE' });

export const sightings = (filter: SightingQuery, signal?: AbortSignal) =>
  request<api.SightingPage>('/sightings' + query({ ...filter }), signal ? { signal } : {});
export const label = (body: api.LabelRequest) => request<api.LabelAnswer>('/labels', { method: 'POST', json: body });

export const people = () => request<api.PersonView[]>('/people');
export const changePerson = (personId: string, body: api.PersonChange) =>
  request<api.PersonView>(`/people/${id(personId)}`, { method: 'PATCH', json: body });
export const mergePerson = (personId: string, into: string) =>
  request<api.MergeAnswer>(`/people/${id(personId)}/merge`, { method: 'POST', json: { into } });
export const removePhoto = (personId: string, templateId: string) =>
  request<api.PersonView>(`/people/${id(personId)}/photos/${templateId.split('/').map(id).join('/')}`, { method: 'DELETE' });
export const forgetPreview = (personId: string) => request<api.ForgetPreview>(`/people/${id(personId)}/forgetting`);
export const forget = (personId: string) => request<api.Receipt>(`/people/${id(personId)}`, { method: 'DELETE' });

export interface Enrolment {
  name?: string;
  personId?: string;
  consent?: string;
  photos: File[];
}

export function enrol({ name, personId, consent, photos }: Enrolment): Promise<api.EnrolmentAnswer> {
  const form = new FormData();
  if (personId) form.append('personId', personId);
  else form.append('name', name ?? '');
  if (consent) form.append('consent', consent);
  for (const photo of photos) form.append('photos', photo, photo.name);
  return request('/people/enrolments', { method: 'POST', form });
}

export function restore(backup: File): Promise<api.RestoreAnswer> {
  const form = new FormData();
  form.append('backup', backup, backup.name);
  return request('/gallery/restore', { method: 'POST', form });
}

export const unknowns = () => request<api.StrangerGroup[]>('/unknowns');
export const nameStrangers = (body: api.NamingRequest) =>
  request<api.NamingAnswer>('/unknowns/names', { method: 'POST', json: body });

export const cameras = () => request<api.CameraView[]>('/cameras');
export const addCamera = (body: api.NewCamera) => request<api.CameraView>('/cameras', { method: 'POST', json: body });
export const changeCamera = (cameraId: string, body: api.CameraForm) =>
  request<api.CameraView>(`/cameras/${id(cameraId)}`, { method: 'PUT', json: body });
export const removeCamera = (cameraId: string) => request<void>(`/cameras/${id(cameraId)}`, { method: 'DELETE' });
export const testCamera = (body: api.CameraTestRequest) =>
  request<api.CameraTest>('/cameras/tests', { method: 'POST', json: body });

export const outbound = () => request<api.OutboundView[]>('/outbound');
export const addOutbound = (body: api.OutboundForm) => request<api.OutboundView>('/outbound', { method: 'POST', json: body });
export const changeOutbound = (target: string, body: api.OutboundForm) =>
  request<api.OutboundView>(`/outbound/${id(target)}`, { method: 'PUT', json: body });
export const removeOutbound = (target: string) => request<void>(`/outbound/${id(target)}`, { method: 'DELETE' });
export const testOutbound = (target: string) => request<api.OutboundTest>(`/outbound/${id(target)}/test`, { method: 'POST' });
export const outboundSecret = (target: string) =>
  request<api.OutboundSecret>(`/outbound/${id(target)}/secret`, { method: 'POST' });

export const models = () => request<api.ModelsView>('/models');
export const changeModel = (body: api.ModelChangeForm) =>
  request<api.ModelChangeView>('/models/changes', { method: 'POST', json: body });
export const modelChange = (change: string) => request<api.ModelChangeView>(`/models/changes/${id(change)}`);
export const answerModelChange = (change: string, yes: boolean) =>
  request<api.ModelChangeView>(`/models/changes/${id(change)}/answer`, { method: 'POST', json: { yes } satisfies api.ModelAnswer });
export const compareModels = (body: api.ComparisonForm) =>
  request<api.ComparisonView>('/models/comparisons', { method: 'POST', json: body });
export const comparison = (comparisonId: string) =>
  request<api.ComparisonView>(`/models/comparisons/${id(comparisonId)}`);
export const trainingRuns = () => request<api.TrainingRunView[]>('/training-runs');

export const system = () => request<api.SystemView>('/system');
export const deadLetters = () => request<api.DeadLetterView[]>('/dead-letters');
export const deadLetter = (letter: string) => request<api.DeadLetterView>(`/dead-letters/${id(letter)}`);
export const replayDeadLetter = (letter: string) =>
  request<void>(`/dead-letters/${id(letter)}/replay`, { method: 'POST' });
export const audit = () => request<api.AuditEntry[]>('/audit');
