import { render } from 'preact';
import { App } from './app';
import { startRouter } from './base/router';

startRouter();
render(<App />, document.getElementById('app')!);
