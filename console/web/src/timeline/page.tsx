import { cameras as askCameras, people as askPeople } from '../api/client';
import { may } from '../api/session';
import { Button } from '../base/button';
import { count } from '../base/count';
import { useLoad } from '../base/load';
import { now } from '../base/now';
import { Page } from '../base/page';
import { place } from '../base/router';
import { Empty, Failure, Loading } from '../base/states';
import { moment } from '../base/time';
import { filterOf, isEmpty } from './filter';
import { Filters } from './filters';
import { byDay } from './list';
import { Sighting } from './sighting';
import { useSightings } from './sightings';

const PEOPLE_AGAIN_MILLIS = 60_000;

export function TimelinePage() {
  const filter = filterOf(place.value.query);
  const people = useLoad(askPeople, PEOPLE_AGAIN_MILLIS);
  const cameras = useLoad(askCameras);
  const list = useSightings(filter);
  const isPast = filter.to !== null && Date.parse(filter.to) < now.value.getTime();

  return (
    <Page
      title="Timeline"
      lead={
        isPast
          ? 'Who was seen, where and when. The latest first.'
          : 'Who is seen, where and when, as it happens. The latest first.'
      }
    >
      <Filters filter={filter} people={people.value ?? []} cameras={cameras.value ?? []} />
      <div class="stream-word" role="status">
        {list.stream === 'broken' && !isPast ? (
          <p class="notice warn">
            <span class="spinner" aria-hidden="true" />
            <span>Reconnecting … New sightings appear once the connection is back.</span>
          </p>
        ) : null}
      </div>
      <div class="news" aria-live="polite">
        {list.waiting ? (
          <Button look="main" icon="up" onClick={list.showWaiting}>
            {list.waiting} new
          </Button>
        ) : null}
      </div>
      {list.failure && !list.shown ? <Failure text={list.failure} onRetry={list.again} /> : null}
      {!list.shown && !list.failure ? <Loading what="sightings" /> : null}
      {list.shown?.length === 0 ? <Nothing isFiltered={!isEmpty(filter)} hasPeople={Boolean(people.value?.length)} /> : null}
      {list.shown
        ? byDay(list.shown, now.value).map(({ day, sightings }) => (
            <section key={day} class="day" aria-label={day}>
              <h2>{day}</h2>
              <ul class="plain-list">
                {sightings.map((sighting) => (
                  <li key={sighting.sightingId}>
                    <Sighting sighting={sighting} people={people.value ?? []} />
                  </li>
                ))}
              </ul>
            </section>
          ))
        : null}
      {list.shown && list.failure ? <Failure text={list.failure} onRetry={list.showOlder} /> : null}
      {list.shown && list.next ? (
        <div class="older">
          {list.isComplete ? null : (
            <p class="muted">
              The search looked at as much as it may at once
              {list.shown.length ? ` and found ${count(list.shown.length, 'sighting')} since ${moment(list.shown.at(-1)!.firstSeenAt, now.value)}` : ''}
              . There may be more before that.
            </p>
          )}
          <Button busy={list.loadingOlder} onClick={list.showOlder}>
            {list.isComplete ? 'Show older' : 'Search further back'}
          </Button>
        </div>
      ) : null}
    </Page>
  );
}

function Nothing({ isFiltered, hasPeople }: { isFiltered: boolean; hasPeople: boolean }) {
  if (isFiltered) {
    return (
      <Empty icon="search" title="Nothing matches these filters">
        <p>Widen the time, or choose another person or camera.</p>
        <a class="button" href="/timeline">
          Clear all filters
        </a>
      </Empty>
    );
  }
  return (
    <Empty icon="timeline" title="Nobody has been seen yet">
      <p>As soon as a camera sees a face, it appears here{hasPeople ? '' : ', as unknown until somebody is enrolled'}.</p>
      {may('OPERATOR') && !hasPeople ? (
        <a class="button main" href="/people?enrol">
          Enrol somebody
        </a>
      ) : (
        <a class="button" href="/live">
          Look at the cameras
        </a>
      )}
    </Empty>
  );
}
