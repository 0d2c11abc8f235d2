using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Busbar.Links.Mqtt.Broker.Connections;

/// <summary>Where a connection comes from.</summary>
/// <param name="Remote">Address; null for one within the process.</param>
/// <param name="Certificate">Client certificate that TLS has verified; null for none.</param>
/// <param name="Sniffs">It may carry MQTT over WebSocket, which its first byte tells.</param>
/// <param name="Trusted">It is the program's own: nobody asks who it is or what it may.</param>
/// <param name="Abort">Cuts it at once, from any thread.</param>
internal sealed record ConnectionOrigin(IPEndPoint? Remote, X509Certificate2? Certificate, bool Sniffs, bool Trusted, Action Abort);
