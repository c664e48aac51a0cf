import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../base/button';
import { Failure, Loading } from '../base/states';

interface Props {
  onShot: (shot: File) => void;
  room: number;
}

const QUALITY = 0.92;

/** Photos from this computer's own camera. Nothing is sent before "Enrol" is pressed. */
export function Webcam({ onShot, room }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<'starting' | 'running' | string>('starting');
  const [round, setRound] = useState(0);
  const [shots, setShots] = useState(0);
  const [hasPicture, setHasPicture] = useState(false);
  const isRunning = state === 'running';

  useEffect(() => {
    let stream: MediaStream | null = null;
    let ended = false;
    setState('starting');
    setHasPicture(false);
    open().then(
      (opened) => {
        if (ended) return close(opened);
        stream = opened;
        opened.getVideoTracks()[0]?.addEventListener('ended', () => setState('The camera was unplugged or taken by another program.'));
        if (video.current) video.current.srcObject = opened;
        setState('running');
      },
      (failure: unknown) => {
        if (!ended) setState(inWords(failure));
      },
    );
    return () => {
      ended = true;
      if (stream) close(stream);
    };
  }, [round]);

  const shoot = async () => {
    const { current } = video;
    if (!current?.videoWidth) return;
    const canvas = document.createElement('canvas');
    canvas.width = current.videoWidth;
    canvas.height = current.videoHeight;
    canvas.getContext('2d')?.drawImage(current, 0, 0);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    if (!blob) return;
    setShots((n) => n + 1);
    onShot(new File([blob], `webcam-${Date.now()}.jpg`, { type: 'image/jpeg' }));
  };

  return (
    <div class="webcam">
      {state === 'starting' ? <Loading what="the camera’s picture" /> : null}
      {!isRunning && state !== 'starting' ? <Failure text={state} onRetry={() => setRound((n) => n + 1)} /> : null}
      <video
        ref={video}
        hidden={!isRunning}
        autoPlay
        playsInline
        muted
        aria-label="Picture of this computer’s camera"
        onLoadedData={() => setHasPicture(true)}
      />
      {isRunning ? (
        <>
          <p class="help">Look at the camera, in good light. Three shots: straight on, then turned a little to each side.</p>
          <Button icon="webcam" disabled={!hasPicture || room <= 0} onClick={() => void shoot()}>
            {shots ? 'Take another shot' : 'Take a shot'}
          </Button>
        </>
      ) : null}
      <p class="only-read" role="status">
        {shots ? `${shots} taken` : ''}
      </p>
    </div>
  );
}

function open(): Promise<MediaStream> {
  if (!navigator.mediaDevices) {
    return Promise.reject(
      new Error('The browser gives the webcam only to pages on this machine or over HTTPS. Open the console that way, or use photos.'),
    );
  }
  return navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false });
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function inWords(failure: unknown): string {
  const name = failure instanceof DOMException ? failure.name : '';
  if (name === 'NotAllowedError') {
    return 'The browser was not allowed to use the webcam. Allow it beside the address bar, then try again.';
  }
  if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    return 'This computer has no webcam that the browser can find. Plug one in and try again, or use photos.';
  }
  if (name === 'NotReadableError' || name === 'AbortError') {
    return 'The webcam does not start: another program may be using it. Close that and try again.';
  }
  return failure instanceof Error ? failure.message : String(failure);
}
