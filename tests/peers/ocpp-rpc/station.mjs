// An independent station: boots, authorises, waits for RemoteStartTransaction, starts, meters, stops. One JSON line per step on stdout.
// Usage: node station.mjs ws://127.0.0.1:9000/ocpp STATION_ID ID_TAG
import { RPCClient } from 'ocpp-rpc';

const [endpoint, identity, idTag] = process.argv.slice(2);
const say = (step, data) => console.log(JSON.stringify({ step, data }));
const now = () => new Date().toISOString();

const station = new RPCClient({ endpoint, identity, protocols: ['ocpp1.6'], strictMode: true, reconnect: false, callTimeoutMs: 10_000 });
let started;
const remoteStart = new Promise((resolve) => { started = resolve; });
station.handle('RemoteStartTransaction', ({ params }) => { setTimeout(() => started(params), 50); return { status: 'Accepted' }; });
station.handle(({ method }) => { throw new Error(`not served here: ${method}`); });
await station.connect();
say('connected', station.protocol);

say('boot', await station.call('BootNotification', { chargePointVendor: 'PeerWorks', chargePointModel: 'rpc-1', firmwareVersion: '1.0.0' }));
for (const connectorId of [0, 1]) await station.call('StatusNotification', { connectorId, errorCode: 'NoError', status: 'Available', timestamp: now() });
say('authorize', await station.call('Authorize', { idTag }));
say('ready');
const order = await remoteStart;
say('remoteStart', order);
const start = await station.call('StartTransaction', { connectorId: 1, idTag: order.idTag, meterStart: 1000, timestamp: now() });
say('start', start);
for (let i = 1; i <= 5; i++) {
    await station.call('MeterValues', {
        connectorId: 1, transactionId: start.transactionId,
        meterValue: [{ timestamp: now(), sampledValue: [
            { value: String(1000 + i * 100), measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
            { value: (i * 1.5).toFixed(1), measurand: 'Power.Active.Import', unit: 'kW' }] }],
    });
}
say('metered', 5);
say('stop', await station.call('StopTransaction', { transactionId: start.transactionId, idTag: order.idTag, meterStop: 1500, timestamp: now(), reason: 'Local' }));
await station.close({ code: 1000 });
say('closed');
