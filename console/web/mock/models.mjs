// Models of the made-up building: what was measured, changes that take a while, a comparison, training runs.
import { find, pause, Refusal } from './refusal.mjs';

const HOUR = 3_600_000;
const ACTIVE = 'mobilefacenet-128';
const LONG = 'facenet-mobilenetv1-distilled-on-the-archive-of-march-pruned-run-17-epoch-38';

const rates = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1];
const name = (far) => far.toExponential().replace('e+0', '');

function measured(set, goodness, from = 1e-4) {
  const curve = rates.filter((far) => far >= from).map((far) => ({ far, tar: Math.min(0.9994, goodness + (1 - goodness) * (1 - (Math.log10(far) / -5)) ** 1.4) }));
  const figures = { auc: 0.97 + goodness / 40, equalErrorRate: 0.06 * (1.1 - goodness), genuinePairs: 8_164, impostorPairs: 782_489, rankOne: goodness + 0.05, pictures: 1_258, facesNotFound: 3 };
  for (const { far, tar } of curve) {
    figures[`tarAtFar${name(far)}`] = tar;
    if (/^1e/.test(name(far))) Object.assign(figures, { [`tarAtFar${name(far)}.low`]: tar - 0.04, [`tarAtFar${name(far)}.high`]: Math.min(1, tar + 0.03), [`thresholdAtFar${name(far)}`]: 0.7 + Math.log10(far) / 20 });
  }
  return { name: set, figures, curve };
}

export function makeModels(now) {
  const iso = (at) => new Date(at).toISOString();
  const model = (modelId, state, more) => ({
    modelId, state, since: iso(now - 50 * HOUR), actor: 'paul', reason: null, forced: false, dimension: 128, threshold: 0.85, calibratedHere: false,
    templates: 0, known: 0, wanted: 34, hasBundle: true, hasDecided: false, sets: [], comparisons: [], decided: [], warnings: [], ...more,
  });
  return [
    model(ACTIVE, 'ACTIVE', {
      since: iso(now - 400 * HOUR), reason: 'misses fewer people at the entrance', calibratedHere: true, threshold: 0.82, templates: 34, known: 34, hasDecided: true,
      sets: [measured('celeba', 0.71), measured('our people', 0.83), { name: 'lfw-fold-1', figures: { trueAcceptRate: 0.858, falseAcceptRate: 6e-6 }, curve: [] }],
      decided: [{ from: null, to: iso(now - 900 * HOUR), actor: '', reason: '', forced: false }, { from: iso(now - 400 * HOUR), to: null, actor: 'paul', reason: 'misses fewer people at the entrance', forced: false }],
    }),
    model('dlib-128', 'SHADOW', {
      since: iso(now - 26 * HOUR), reason: 'to see whether it does better at the car park', templates: 31, known: 31, threshold: 0.6,
      sets: [measured('celeba', 0.58), measured('our people', 0.69)],
      comparisons: [
        { set: 'our people', other: ACTIVE, holds: true, words: `on our people, TAR at FAR 1e-3: 89.10%, ${ACTIVE} 88.90%; difference +0.20 points (95%: -0.80 to +1.20)` },
        { set: 'celeba', other: ACTIVE, holds: false, words: `on celeba, TAR at FAR 1e-3: 80.10%, ${ACTIVE} 87.30%; difference -7.20 points (95%: -10.40 to -4.10)` },
      ],
      warnings: [`dlib-128 falls short of the active model ${ACTIVE}: on celeba, TAR at FAR 1e-3: 80.10%, the active model 87.30%; difference -7.20 points (95%: -10.40 to -4.10)`],
    }),
    model(LONG, 'CANDIDATE', {
      since: iso(now - 3 * HOUR), actor: 'maria', templates: 0, sets: [measured('our people', 0.86, 1e-3)],
      comparisons: [{ set: 'our people', other: ACTIVE, holds: true, words: `on our people, TAR at FAR 1e-3: 92.40%, ${ACTIVE} 88.90%; difference +3.50 points (95%: +0.10 to +6.90)` }],
      warnings: [`It is CANDIDATE: what decides must have seen what cameras see, so it has to be in the shadow first`],
    }),
    model('facenet-512', 'RETIRED', {
      since: iso(now - 400 * HOUR), dimension: 512, hasDecided: true, templates: 30, known: 29, forced: true,
      decided: [{ from: iso(now - 900 * HOUR), to: iso(now - 400 * HOUR), actor: 'maria', reason: 'a trial', forced: true }],
      warnings: [`facenet-512 was never measured beside the active model ${ACTIVE} (./sightline models evaluate facenet-512 --people FOLDER does it)`],
    }),
    model('import-of-today', 'UNSPECIFIED', { since: null, actor: null, threshold: null, dimension: null, warnings: ['It is new: it has to be in the shadow first'] }),
  ];
}

export function makeRuns(now) {
  const iso = (at) => new Date(at).toISOString();
  const run = (runName, state, epochs, done, more) => {
    const steps = done * 60;
    return {
      name: runName, state, startedAt: iso(now - 3 * HOUR), lastAt: iso(now - (state === 'RUNNING' ? 4_000 : 2 * HOUR)), epoch: done, epochs, step: steps, loss: 0.62, score: 0.27, scoreName: 'TAR at FAR 1e-2',
      bestScore: 0.29, bestEpoch: Math.max(1, done - 3), timeLeftSeconds: null,
      losses: Array.from({ length: Math.min(200, steps) }, (_, i, all = Math.min(200, steps)) => ({ step: Math.round(((i + 1) / all) * steps), loss: 0.6 + 2.2 * Math.exp(-i / 45) + 0.12 * Math.sin(i * 2.7) })),
      epochScores: Array.from({ length: Math.max(0, done - 1) }, (_, i) => ({ epoch: i + 1, loss: 0.6 + 2.2 * Math.exp(-i / 8), score: 0.06 + 0.23 * (1 - Math.exp(-i / 7)) - (i === done - 2 ? 0.02 : 0) })),
      hasReport: false, ...more,
    };
  };
  return [
    run('archive-of-november', 'RUNNING', 40, 22, { timeLeftSeconds: 842 }),
    run('first', 'DONE', 40, 41, { epoch: 40, hasReport: true }),
    run('a-run-that-was-killed-and-whose-name-is-as-long-as-names-of-folders-may-well-be', 'STOPPED', null, 3, {}),
    run('just-begun', 'STOPPED', 10, 0, { epoch: 0, step: 0, loss: null, score: null, bestScore: null, bestEpoch: null, losses: [], epochScores: [], scoreName: null }),
  ];
}

/** What a change says as time goes on. */
function changeNow(world) {
  const change = world.modelChange;
  if (!change) return null;
  const { view, begun } = change;
  if (view.state !== 'RUNNING') return view;
  const gone = (Date.now() - begun) * world.modelSpeed;
  view.said = ['Embedded with it: entrance, lobby, reception'];
  view.progress = { done: Math.min(34, Math.floor(gone / 120)), of: 34, what: 'templates' };
  if (gone < 4_000) return view;
  view.progress = null;
  view.said.push('It knows 31 of 34 templates', 'Grace O’Neill: 1 of 3 faces; their crops are not kept any more');
  if ((view.kind === 'PROMOTE' || view.kind === 'ROLLBACK') && !change.agreed) {
    view.state = 'ASKING';
    view.question = 'Switch all the same? They must be enrolled again by photos to be recognised as well as before';
    return view;
  }
  return finish(world, 'DONE', { SHADOW: 'It runs beside.', STOP_SHADOW: 'It is a candidate again.', PROMOTE: `${view.modelId} decides.`, ROLLBACK: `${view.modelId} decides again.`, RETIRE: 'It is retired.' }[view.kind]);
}

function finish(world, state, outcome) {
  const { view } = world.modelChange;
  Object.assign(view, { state, outcome, question: null, progress: null, endedAt: new Date().toISOString() });
  const model = world.models.find((each) => each.modelId === view.modelId);
  if (state !== 'DONE') return view;
  const next = { SHADOW: 'SHADOW', STOP_SHADOW: 'CANDIDATE', PROMOTE: 'ACTIVE', ROLLBACK: 'ACTIVE', RETIRE: 'RETIRED' }[view.kind];
  if (next === 'ACTIVE') {
    const former = world.models.find((each) => each.state === 'ACTIVE');
    former.state = 'RETIRED';
    former.decided.at(-1).to = view.endedAt;
    model.decided.push({ from: view.endedAt, to: null, actor: view.actor, reason: world.modelChange.reason ?? '', forced: false });
  }
  Object.assign(model, { state: next, since: view.endedAt, actor: view.actor, reason: world.modelChange.reason, hasDecided: model.hasDecided || next === 'ACTIVE' });
  if (next === 'SHADOW') model.known = 31;
  return view;
}

function comparisonNow(world) {
  const kept = world.comparison;
  const { view } = kept;
  const gone = (Date.now() - kept.begun) * world.modelSpeed;
  if (view.state === 'RUNNING') view.progress = { done: Math.min(51_000, Math.floor(gone * 20)), of: 51_000, what: 'records' };
  if (view.state !== 'RUNNING' || gone < 2_600) return judge(world, view);
  const person = (i) => world.people[i % world.people.length];
  const who = (i) => ({ kind: 'PERSON', personId: person(i).personId, name: person(i).name, anonymousId: null });
  const rows = Array.from({ length: 44 }, (_, i) => {
    const what = ['VANISHES', 'CHANGES', 'APPEARS', 'VANISHES'][i % 4];
    const sighting = world.sightings[i];
    return {
      what, at: sighting?.firstSeenAt ?? new Date().toISOString(), cameraId: sighting?.cameraId ?? 'lobby', trackId: `t${i}`,
      activeWho: what === 'APPEARS' ? null : who(i), candidateWho: what === 'VANISHES' ? null : what === 'CHANGES' ? who(i + 3) : who(i),
      byActive: i === 5 ? null : what === 'APPEARS' ? 0.97 : 0.6 + (i % 7) / 40, activeThreshold: 0.82, byCandidate: what === 'VANISHES' ? 0.66 : 0.41 + (i % 5) / 40, candidateThreshold: 0.6,
      cropUrl: i === 6 ? null : `/api/v1/crops/person-${encodeURIComponent(person(i).name)}~d${i}`, eventId: i === 7 ? null : sighting?.eventId ?? null, judged: null, rightModel: null,
    };
  });
  Object.assign(view, {
    state: 'DONE', progress: null, faces: 21_402, tracks: 1_877, byActive: 1_120, byCandidate: 1_098, agreed: 1_076, known: 31, wanted: 34, rows, left: 12,
    fairness: `The candidate knows 31 of 34 templates, so it names fewer people for that alone. ./sightline models shadow ${view.candidate} copies what can be copied`,
    words: [
      '21,402 faces of 1,877 tracks on 3 cameras were embedded by both, from 2026-11-21T18:00:00Z to 2026-11-22T17:59:41Z (23 h).',
      `The active model ${view.active} names people 1,120 times, the candidate ${view.candidate} 1,098 times; 1,076 times both the same.`,
      'The candidate alone: 14. The active model alone: 28. Each somebody else: 14.',
    ],
  });
  return judge(world, view);
}

/** Who was right, by the words that were said of the sightings. */
function judge(world, view) {
  for (const row of view.rows) {
    const sighting = world.sightings.find((each) => each.eventId === row.eventId);
    row.judged = sighting?.word && sighting.word.actor === world.user.name ? sighting.word : null;
    const is = row.judged ? sighting.who.personId : undefined;
    row.rightModel = !row.judged ? null : is === (row.activeWho?.personId ?? null) ? 'ACTIVE' : is === (row.candidateWho?.personId ?? null) ? 'CANDIDATE' : 'NEITHER';
  }
  const right = (model) => view.rows.filter((row) => row.rightModel === model).length;
  view.judged = { active: right('ACTIVE'), candidate: right('CANDIDATE'), neither: right('NEITHER'), unjudged: view.rows.length + view.left - view.rows.filter((row) => row.rightModel).length };
  return view;
}

export const modelRoutes = [
  ['GET', /^\/models$/, 'VIEWER', (world) => {
    const change = changeNow(world);
    const order = ['ACTIVE', 'SHADOW', 'CANDIDATE', 'RETIRED', 'UNSPECIFIED'];
    return {
      activeModelId: world.models.find((model) => model.state === 'ACTIVE')?.modelId ?? null,
      models: [...world.models].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)),
      broken: world.models.length > 1 ? [{ folder: 'half-copied', why: 'manifest.json is missing: it was not copied to the end' }] : [],
      change,
    };
  }],
  ['POST', /^\/models\/changes$/, 'ADMIN', async (world, { json }) => {
    await pause(150);
    if (['RUNNING', 'ASKING'].includes(changeNow(world)?.state)) throw new Refusal(409, 'Another change of models is under way; wait until it is done.');
    const model = find(world.models, 'modelId', json.modelId, 'model');
    if (json.kind === 'SHADOW' && !model.known && model.state === 'UNSPECIFIED') throw new Refusal(422, `${json.modelId} cannot be loaded: its manifest says 128 numbers, the network gives 512.`);
    const view = {
      id: `c${world.next++}`, kind: json.kind, modelId: json.modelId, actor: world.user.name, startedAt: new Date().toISOString(), endedAt: null,
      state: 'RUNNING', said: [], question: null, progress: null, outcome: null,
    };
    world.modelChange = { view, begun: Date.now(), agreed: false, reason: json.reason };
    return view;
  }],
  ['GET', /^\/models\/changes\/([^/]+)$/, 'VIEWER', (world, _, id) => {
    const view = changeNow(world);
    if (view?.id !== id) throw new Refusal(404, `There is no change ${id}.`);
    return view;
  }],
  ['POST', /^\/models\/changes\/([^/]+)\/answer$/, 'ADMIN', (world, { json }) => {
    const { view } = world.modelChange;
    if (view.state !== 'ASKING') throw new Refusal(409, 'Nothing is asked.');
    view.said.push(`${view.question} ${json.yes ? 'Yes' : 'No'}, said ${world.user.name}.`);
    if (!json.yes) return finish(world, 'REFUSED', 'Nothing was switched. What was copied stays and is not copied again.');
    return finish(world, 'DONE', `${view.modelId} decides from now on.`);
  }],
  ['POST', /^\/models\/comparisons$/, 'OPERATOR', (world, { json }) => {
    if (world.comparison?.view.state === 'RUNNING' && (Date.now() - world.comparison.begun) * world.modelSpeed < 2_600) throw new Refusal(409, 'Another comparison is under way; wait until it is done.');
    const view = {
      id: `v${world.next++}`, active: world.models.find((model) => model.state === 'ACTIVE').modelId, candidate: json.candidate, hours: json.hours ?? 24, startedAt: new Date().toISOString(),
      state: 'RUNNING', progress: null, failure: null, faces: 0, tracks: 0, byActive: 0, byCandidate: 0, agreed: 0, known: 0, wanted: 0, fairness: null, words: [],
      judged: { active: 0, candidate: 0, neither: 0, unjudged: 0 }, rows: [], left: 0,
    };
    world.comparison = { view, begun: Date.now() };
    return view;
  }],
  ['GET', /^\/models\/comparisons\/([^/]+)$/, 'OPERATOR', (world, _, id) => {
    if (world.comparison?.view.id !== id) throw new Refusal(404, 'This comparison is not kept any more; make it again.');
    return comparisonNow(world);
  }],
  ['GET', /^\/training-runs$/, 'VIEWER', (world) => world.runs],
  ['GET', /^\/training-runs\/([^/]+)\/report$/, 'OPERATOR', (world, _, runName) => {
    find(world.runs, 'name', runName, 'run');
    return { type: 'text/html', body: '<!doctype html><title>Report</title><h1>Report</h1>' };
  }],
];
