// The whole life of an order over gRPC, and every refusal once, from the .proto files alone.
// usage: npm install && node order-life.js [127.0.0.1:7400]     TOKEN=… where the server asks who calls
import { credentials, Metadata, loadPackageDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

const protos = fileURLToPath(new URL('../../proto/src/main/proto', import.meta.url));
const definition = loadSync(['ringfence/v1/account_service.proto', 'ringfence/v1/session.proto'], {
  includeDirs: [protos],
  longs: String,
  enums: String,
  defaults: true,
});
const { AccountService, SessionService } = loadPackageDefinition(definition).ringfence.v1;
const address = process.argv[2] ?? '127.0.0.1:7400';
const client = new AccountService(address, credentials.createInsecure());
const sessions = new SessionService(address, credentials.createInsecure());

const metadata = new Metadata();
if (process.env.TOKEN) metadata.set('authorization', `Bearer ${process.env.TOKEN}`);

const accountId = String(Date.now() * 1000 + Math.floor(Math.random() * 1000));
let keys = 0;
let steps = 0;

function call(method, request) {
  const options = { deadline: Date.now() + 15_000 };
  return new Promise((resolve, reject) =>
    client[method](request, metadata, options, (error, response) =>
      error ? reject(error) : resolve(response)));
}

// Each command has a request id of its own; whoever repeats one passes the id it had.
const command = (fields) => ({ accountId, requestId: `step-${++keys}`, ...fields });

function note(what, got, wanted) {
  if (got !== wanted) throw new Error(`${what}: wanted ${wanted}, got ${got}`);
  steps++;
  console.log(`ok  ${what.padEnd(46)} ${got}`);
}

async function expect(what, wanted, method, request) {
  const { result } = await call(method, request);
  const accepted = result.outcome === 'OUTCOME_ACCEPTED';
  note(what, accepted ? 'ACCEPTED' : result.reason.replace('REASON_', ''), wanted);
  return result;
}

async function expectError(what, wanted, reason, method, request) {
  const error = await call(method, request).then(() => null, (failure) => failure);
  note(what, error && status[error.code], wanted);
  const details = error.metadata.get('grpc-status-details-bin')[0];
  note('  with its reason', details.includes(reason) ? reason : 'another', reason);
}

async function orderLife() {
  await expect('open the account', 'ACCEPTED', 'openAccount', command({ currency: 'USD' }));
  await expect('deposit 1000', 'ACCEPTED', 'deposit', command({ amount: '1000' }));
  const reserve = command({ orderId: 'buy', amount: '150.25' });
  const reserved = await expect('reserve 150.25', 'ACCEPTED', 'reserve', reserve);
  note('what is free now', reserved.account.balance, '849.75');
  const again = await expect('the same again, after a lost answer', 'ACCEPTED', 'reserve', reserve);
  note('it was done once', String(again.replayed), 'true');
  note('and changed nothing', again.account.version, '3');
  await expect('ask what became of it', 'ACCEPTED', 'getOutcome', { accountId, requestId: reserve.requestId });
  await expect('amend it to 200', 'ACCEPTED', 'amend',
    command({ orderId: 'buy', amount: '200', timeToLive: { seconds: 3600 } }));
  const fill = { orderId: 'buy', symbol: 'ACME', side: 'SIDE_BUY' };
  await expect('a fill of 1 at 120', 'ACCEPTED', 'applyFill', command({ ...fill, quantity: '1', fillPrice: '120' }));
  await expect('the last fill, the rest is released', 'ACCEPTED', 'applyFill',
    command({ ...fill, quantity: '0.5', fillPrice: '121', lastFill: true }));
  const read = await expect('the position', 'ACCEPTED', 'getAccount', { accountId, symbol: 'ACME' });
  note('its average price', read.position.averagePrice, '120.3333');
  const { positions } = await call('listPositions', { accountId });
  note('all that it holds', positions.map(({ symbol }) => symbol).join(' '), 'ACME');
  const ended = await expect('the reservation', 'ACCEPTED', 'getReservation', { accountId, orderId: 'buy' });
  note('it has ended', ended.reservation.state, 'RESERVATION_STATE_SETTLED');
  await expect('reserve the units for a sale', 'ACCEPTED', 'reserve',
    command({ orderId: 'sell', amount: '1.5', symbol: 'ACME' }));
  await expect('sell them', 'ACCEPTED', 'applyFill',
    command({ orderId: 'sell', symbol: 'ACME', side: 'SIDE_SELL', quantity: '1.5', filledAmount: '190.5' }));
  await expect('reserve for a ticket', 'ACCEPTED', 'reserve', command({ orderId: 'ticket', amount: '30' }));
  await expect('give 10 back', 'ACCEPTED', 'release', command({ orderId: 'ticket', amount: '10' }));
  const { reservations } = await call('listReservations', { accountId });
  note('all that is held', reservations.map(({ orderId, remaining }) => `${orderId} ${remaining}`).join(), 'ticket 20');
  await expect('settle the rest', 'ACCEPTED', 'settle', command({ orderId: 'ticket' }));
  await expect('reserve for a moment', 'ACCEPTED', 'reserve',
    command({ orderId: 'brief', amount: '5', timeToLive: { nanos: 100_000_000 } }));
  note('its time is up', await stateOf('brief', 'RESERVATION_STATE_EXPIRED'), 'RESERVATION_STATE_EXPIRED');
  const { entries } = await call('listLedger', { accountId, pageSize: 1000 });
  note('every change is in the ledger', entries.at(-1).type, 'EXPIRED');
}

async function stateOf(orderId, awaited) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { result } = await call('getReservation', { accountId, orderId });
    if (result.reservation.state === awaited) return awaited;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return 'still something else after ten seconds';
}

async function refusals() {
  await expect('another deposit under an old id', 'REQUEST_ID_REUSED', 'deposit',
    { accountId, requestId: 'step-2', amount: '2000' });
  await expect('an account that is not there', 'ACCOUNT_NOT_FOUND', 'getAccount',
    { accountId: String(BigInt(accountId) + 1n) });
  await expect('open it once more', 'ACCOUNT_EXISTS', 'openAccount', command({ currency: 'USD' }));
  await expect('freeze it', 'ACCEPTED', 'setAccountStatus', command({ status: 'ACCOUNT_STATUS_FROZEN' }));
  await expect('withdraw from a frozen account', 'ACCOUNT_NOT_ACTIVE', 'withdraw', command({ amount: '1' }));
  await expect('unfreeze it', 'ACCEPTED', 'setAccountStatus', command({ status: 'ACCOUNT_STATUS_ACTIVE' }));
  await expect('deposit euros', 'CURRENCY_MISMATCH', 'deposit', command({ amount: '1', currency: 'EUR' }));
  await expect('release what was never reserved', 'RESERVATION_NOT_FOUND', 'release', command({ orderId: 'none' }));
  await expect('reserve for an old order', 'RESERVATION_EXISTS', 'reserve', command({ orderId: 'buy', amount: '1' }));
  await expect('release what has ended', 'RESERVATION_CLOSED', 'release', command({ orderId: 'buy' }));
  await expect('reserve cash', 'ACCEPTED', 'reserve', command({ orderId: 'cash', amount: '10' }));
  await expect('sell units out of cash', 'RESERVATION_MISMATCH', 'applyFill',
    command({ orderId: 'cash', symbol: 'ACME', side: 'SIDE_SELL', quantity: '1', fillPrice: '1' }));
  await expect('reserve more than there is', 'INSUFFICIENT_BALANCE', 'reserve',
    command({ orderId: 'much', amount: '5000' }));
  await expect('reserve units that are sold', 'INSUFFICIENT_POSITION', 'reserve',
    command({ orderId: 'units', amount: '1', symbol: 'ACME' }));
  await expect('release more than is reserved', 'INSUFFICIENT_RESERVED', 'release',
    command({ orderId: 'cash', amount: '11' }));
  await expect('deposit all the money there is', 'AMOUNT_OVERFLOW', 'deposit',
    command({ amount: '99999999999999.9999' }));
  await expect('close an account that holds something', 'ACCOUNT_NOT_EMPTY', 'setAccountStatus',
    command({ status: 'ACCOUNT_STATUS_CLOSED' }));
  await expectError('a negative amount', 'INVALID_ARGUMENT', 'INVALID_REQUEST', 'deposit', command({ amount: '-1' }));
}

// Resolves once the session has ended, with its answers in the order in which they came.
function session(messages) {
  const answers = [];
  const stream = sessions.session(metadata, { deadline: Date.now() + 15_000 });
  const ended = new Promise((resolve, reject) => {
    stream.on('data', (response) => answers.push(...response.answers));
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
  });
  messages.forEach((commands) => stream.write({ commands }));
  stream.end();
  return ended;
}

async function oneSession() {
  const reserve = command({ orderId: 'streamed', amount: '5' });
  const answers = await session([
    [{ correlationId: 7, reserve }, { correlationId: 8, deposit: command({ amount: '-1' }) }],
    [{ correlationId: 9, reserve }],
    [{ correlationId: 10, release: command({ orderId: 'streamed' }) },
      { correlationId: 11, reserve: command({ orderId: 'too much', amount: '1' }) }],
  ]);
  const byId = new Map(answers.map((answer) => [answer.correlationId, answer]));
  const outcome = (id) => byId.get(id).result?.outcome;
  note('each command has one answer', String(answers.length), '5');
  note('reserve in the session', outcome('7'), 'OUTCOME_ACCEPTED');
  note('a negative amount', byId.get('8').problem?.reason, 'INVALID_REQUEST');
  note('the first again was done once', String(byId.get('9').result?.replayed), 'true');
  note('release in the session', outcome('10'), 'OUTCOME_ACCEPTED');
  note('an order id with a space', byId.get('11').problem?.reason, 'INVALID_REQUEST');
  const inOrder = answers.filter((answer) => answer.result).map((answer) => answer.correlationId);
  note('answers of an account in order', inOrder.join(' '), '7 9 10');
}

async function theEnd() {
  await expect('release the cash', 'ACCEPTED', 'release', command({ orderId: 'cash' }));
  const empty = await expect('withdraw all', 'ACCEPTED', 'withdraw', command({ amount: '990' }));
  note('nothing is left', `${empty.account.balance} ${empty.account.reserved}`, '0 0');
  await expect('close the account', 'ACCEPTED', 'setAccountStatus', command({ status: 'ACCOUNT_STATUS_CLOSED' }));
  await expect('deposit into a closed account', 'ACCOUNT_NOT_ACTIVE', 'deposit', command({ amount: '1' }));
}

try {
  console.log(`The life of an order, on account ${accountId}`);
  await orderLife();
  console.log('Every refusal');
  await refusals();
  console.log('A session');
  await oneSession();
  console.log('The end');
  await theEnd();
  console.log(`All ${steps} steps went as they should.`);
} catch (failure) {
  console.error(`FAIL  ${failure.message}`);
  process.exitCode = 1;
} finally {
  client.close();
  sessions.close();
}
