// An independent OCPP 1.6 server to measure against: `node server.mjs [port]` prints "port N" and serves until its input ends.
import { RPCServer } from 'ocpp-rpc';

const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });

server.auth((accept) => accept({}));

server.on('client', (client) => {
  client.handle('Heartbeat', () => ({ currentTime: new Date().toISOString() }));
  client.handle('MeterValues', () => ({}));
});

const http = await server.listen(Number(process.argv[2] ?? 0));
console.log(`port ${http.address().port}`);
process.stdin.on('end', () => process.exit(0)).resume();
