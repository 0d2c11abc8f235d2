using System.Net.Sockets;
using RabbitMQ.Client;

namespace Busbar.Cloud.Bus.Rabbit;

/// <summary>
/// The sockets of one connection, to be closed whatever the client waits for. RabbitMQ.Client 7.1.2 waits without a limit for the first word of a peer that
/// accepts and says nothing, and keeps the socket to a peer that takes no more bytes: its timeouts are for blocking reads and writes, which it does not do.
/// Thread safe.
/// </summary>
internal sealed class BrokerSockets : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private bool _closed;

    /// <summary>The client's factory of sockets. It asks again when the first kind of address does not answer.</summary>
    public ITcpClient Open(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_gate)
        {
            if (_closed) socket.Dispose();
            else _open.Add(socket);
        }

        return new TcpClientAdapter(socket);
    }

    /// <summary>Closes them, and those that are still asked for.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
        }
    }
}
