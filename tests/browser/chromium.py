"""A headless Chromium, driven over a pipe: no port, no driver, no library.

The protocol is JSON with a NUL behind each message, on descriptors 3 (to the browser) and 4 (from it).
"""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-default-apps', '--disable-extensions', '--disable-dev-shm-usage', '--hide-scrollbars',
    '--remote-debugging-pipe',
]


class Chromium:
    """One browser with one page. Use as a context manager."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix='tare-browser-')
        to_browser, self.out = os.pipe()
        self.incoming, from_browser = os.pipe()

        def descriptors():
            # Above 4 first, so that neither is closed by becoming the other.
            reading, writing = os.dup2(to_browser, 30), os.dup2(from_browser, 31)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            ['chromium', *FLAGS, '--user-data-dir=' + self.profile, 'about:blank'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            pass_fds=(3, 4, to_browser, from_browser), preexec_fn=descriptors)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b''
        self.last_id = 0
        self.session = None
        self.events = []
        targets = self.call('Target.getTargets')['targetInfos']
        page = next((t for t in targets if t['type'] == 'page'), None)
        target = page['targetId'] if page else self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network'):
            self.call(domain + '.enable')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        os.close(self.incoming)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, deadline):
        while b'\0' not in self.buffer:
            if not select.select([self.incoming], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError('the browser does not answer')
            got = os.read(self.incoming, 1 << 20)
            if not got:
                raise EOFError('the browser has ended')
            self.buffer += got
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, timeout=20, **parameters):
        self.last_id += 1
        request = {'id': self.last_id, 'method': method, 'params': parameters}
        if self.session:
            request['sessionId'] = self.session
        os.write(self.out, json.dumps(request).encode() + b'\0')
        deadline = time.monotonic() + timeout
        while True:
            message = self.receive(deadline)
            if message.get('id') == self.last_id:
                if 'error' in message:
                    raise RuntimeError(f'{method}: {message["error"]["message"]}')
                return message['result']
            self.events.append(message)

    def evaluate(self, expression):
        """The value of a JavaScript expression, which may be a promise."""
        result = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(expression + ': ' + result['exceptionDetails']['exception'].get('description', '?'))
        return result['result'].get('value')

    def wait_for(self, expression, timeout=20):
        deadline = time.monotonic() + timeout
        while not (value := self.evaluate(expression)):
            if time.monotonic() > deadline:
                raise TimeoutError('never true: ' + expression)
            time.sleep(0.02)
        return value

    def open(self, path, wait='document.readyState === "complete"'):
        self.call('Page.navigate', url='file://' + path)
        self.wait_for(f'location.protocol === "file:" && {wait}')

    def resize(self, width, height, dark=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia',
                  features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def click(self, x, y):
        for kind in ('mouseMoved', 'mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left' if kind != 'mouseMoved' else 'none', clickCount=1)

    def point(self, x, y):
        self.call('Input.dispatchMouseEvent', type='mouseMoved', x=x, y=y)

    def press(self, key):
        code = {'Enter': 13, 'Escape': 27, 'Backspace': 8, 'Tab': 9, 'ArrowLeft': 37, 'ArrowUp': 38,
                'ArrowRight': 39, 'ArrowDown': 40}.get(key, ord(key.upper()) if len(key) == 1 and key.isalnum() else 0)
        text = {'Enter': '\r'}.get(key, key if len(key) == 1 else '')
        self.call('Input.dispatchKeyEvent', type='keyDown', key=key, windowsVirtualKeyCode=code, text=text)
        self.call('Input.dispatchKeyEvent', type='keyUp', key=key, windowsVirtualKeyCode=code)

    def type(self, text):
        for character in text:
            self.press(character)

    def screenshot(self, path, whole_page=False):
        import base64
        data = self.call('Page.captureScreenshot', captureBeyondViewport=whole_page)['data']
        with open(path, 'wb') as out:
            out.write(base64.b64decode(data))

    def complaints(self):
        """Exceptions, errors on the console and in the log, and requests to anything but files."""
        found = []
        for event in self.events:
            method, parameters = event.get('method'), event.get('params', {})
            if method == 'Runtime.exceptionThrown':
                found.append(json.dumps(parameters['exceptionDetails']))
            elif method == 'Runtime.consoleAPICalled' and parameters['type'] in ('error', 'warning', 'assert'):
                found.append(json.dumps(parameters['args']))
            elif method == 'Log.entryAdded' and parameters['entry']['level'] in ('error', 'warning'):
                found.append(parameters['entry']['text'])
            elif method == 'Page.javascriptDialogOpening':
                found.append('dialog: ' + parameters['message'])
            elif method == 'Network.requestWillBeSent' and not parameters['request']['url'].startswith(('file:', 'about:')):
                found.append('request: ' + parameters['request']['url'])
        return found
