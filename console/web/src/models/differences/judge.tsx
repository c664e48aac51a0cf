import { useState } from 'preact/hooks';
import { label } from '../../api/client';
import type { Disagreement, LabelRequest, PersonView, Who } from '../../api/types';
import { Button } from '../../base/button';
import { Icon } from '../../base/icons';
import { useAction } from '../../base/load';
import { nameOf } from '../../base/who';
import { AskWho } from '../../timeline/ask-who';

interface Props {
  row: Disagreement;
  people: PersonView[];
  onJudged: () => void;
}

/** The buttons with which a person says who it is; the sighting's event is corrected by it. */
export function JudgeRow({ row, people, onJudged }: Props) {
  const { eventId, activeWho, candidateWho } = row;
  const { busy, failure, run } = useAction();
  const [answer, setAnswer] = useState<string | null>(null);
  const [sent, setSent] = useState('');
  const [choosing, setChoosing] = useState(false);
  if (eventId === null) {
    return <p class="muted judge-answer">It cannot be judged any more: the sighting is not remembered.</p>;
  }
  const say = (key: string, request: Omit<LabelRequest, 'eventId'>) => {
    setAnswer(null);
    setSent(key);
    run(async () => {
      setAnswer((await label({ eventId, ...request })).words);
      onJudged();
    });
  };
  const offered = [activeWho, candidateWho].filter((who): who is Who => who?.personId != null);
  return (
    <>
      <div class="judge">
        {offered.map((who) => (
          <Button
            key={who.personId}
            small
            icon="check"
            busy={busy && sent === who.personId}
            disabled={busy && sent !== who.personId}
            onClick={() => say(who.personId!, { kind: 'IS', personId: who.personId, name: null })}
          >
            {`It is ${nameOf(who)}`}
          </Button>
        ))}
        {activeWho?.personId && row.judged === null ? (
          <Button
            small
            icon="wrong"
            busy={busy && sent === 'not'}
            disabled={busy && sent !== 'not'}
            onClick={() => say('not', { kind: 'NOT', personId: null, name: null })}
          >
            {`Not ${nameOf(activeWho)}`}
          </Button>
        ) : null}
        <Button small busy={busy && sent === 'other'} disabled={busy && sent !== 'other'} onClick={() => setChoosing(true)}>
          Somebody else …
        </Button>
      </div>
      <div class="judge-answer">
        <div role="status">
          {busy ? <p class="muted">Telling the system …</p> : null}
          {!busy && answer ? (
            <p class="ok-word">
              <Icon name="check" size={16} /> <span>{answer}</span>
            </p>
          ) : null}
        </div>
        {failure && !busy ? (
          <p class="bad-word" role="alert">
            <Icon name="warn" size={16} /> <span>{failure}</span>
          </p>
        ) : null}
      </div>
      {choosing ? (
        <AskWho
          cropUrl={row.cropUrl}
          cameraId={row.cameraId}
          at={row.at}
          people={people}
          help="The system learns this face for the person chosen."
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            setChoosing(false);
            say('other', { kind: 'IS', personId: chosen.id, name: chosen.id === null ? chosen.name : null });
          }}
        />
      ) : null}
    </>
  );
}
