import { Page } from './base/page';
import { Logo } from './logo';

export const INFO_PATH = '/before-you-rely-on-it';

/** What the system does not do, and what the law may ask. Anybody may read it, signed in or not. */
export function InfoPage({ alone }: { alone?: boolean }) {
  const page = (
    <Page title="Before you rely on it" lead="What Sightline does not do, and what the law may ask of whoever runs it.">
      <div class="prose">
        <h2>What it does not do</h2>
        <ul>
          <li>
            <strong>It does not check that a face is alive.</strong> A photo of somebody, held to a camera, is matched like
            the person. Do not let it open a door by itself.
          </li>
          <li>
            <strong>It can be wrong.</strong> It compares faces and says how near two are. Relatives and people who look
            alike may be taken for each other; bad light, a mask or a turned head may make it miss somebody. “Clear” means
            that it is far from the limit, not that it is certain.
          </li>
          <li>
            <strong>It does not know what it has not been told.</strong> Whoever is not enrolled is “unknown”, and an unknown
            person may get two keys on two days.
          </li>
          <li>
            <strong>It is not equally good for everybody.</strong> Face recognition makes more mistakes with some groups of
            people than with others. Watch what operators have to correct, and for whom.
          </li>
          <li>
            <strong>It decides nothing.</strong> A person has to look before anything is done to anybody because of it.
          </li>
        </ul>
        <h2>What the law may ask of you</h2>
        <p>
          Faces that are used to recognise people are specially protected in many places (in the European Union as biometric
          data by the GDPR; the AI Act forbids or limits some uses altogether). Ask somebody who knows the law where your
          cameras are. Usually it comes to this:
        </p>
        <ul>
          <li>
            <strong>A reason and a basis.</strong> Know why you need it, write it down, and check that nothing milder would
            do. Often an assessment has to be written before you begin, and works councils have a say.
          </li>
          <li>
            <strong>Consent.</strong> Where it rests on consent, it has to be given freely and can be taken back at any time.
            Note it with the person; there is a field for it.
          </li>
          <li>
            <strong>Notice.</strong> Put up signs before people come into view: who runs this, what for, for how long, whom to
            ask.
          </li>
          <li>
            <strong>Retention.</strong> Keep things no longer than you need. How long each kind of record is kept is on the
            page System.
          </li>
          <li>
            <strong>Access and erasure.</strong> Whoever asks has a right to know what is kept of them and to have it deleted.
            “Forget” on a person’s page does that and gives a receipt. A model that was trained on their face keeps what it
            learned, which is no picture; the receipt says so.
          </li>
          <li>
            <strong>Who did what.</strong> Every change in this console is written down with the name of who made it. Give
            each operator a user of their own.
          </li>
        </ul>
        <h2>Look after it</h2>
        <ul>
          <li>It listens only on this machine unless it was told otherwise. If it is reachable from elsewhere, use TLS.</li>
          <li>Keep backups of the gallery as safe as the faces in it.</li>
          <li>Look at the page System now and then: what could not be read is listed there.</li>
        </ul>
      </div>
    </Page>
  );
  if (!alone) return page;
  return (
    <div class="alone">
      <header class="alone-head">
        <a class="brand" href="/">
          <Logo />
          <span>Sightline</span>
        </a>
        <a href="/">Sign in</a>
      </header>
      {page}
    </div>
  );
}
