using System.Buffers;
using System.Text;
using Busbar.Wire.Pep;

namespace Busbar.Wire.Tests.Pep;

/// <summary>Reading and writing in one line.</summary>
internal static class PepBytes
{
    public delegate void Writing(IBufferWriter<byte> to);

    public static string Write(Writing write)
    {
        var to = new ArrayBufferWriter<byte>();
        write(to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    public static T Read<T>(string json, PepRole reader, PepNumbers numbers = PepNumbers.Floats)
        where T : IPepPayload<T>
    {
        Assert.True(PepFrames.TryRead(Encoding.UTF8.GetBytes(json), reader, out var envelope, out var fault), fault?.Details);
        Assert.True(PepFrames.TryReadPayload<T>(envelope, numbers, out var payload, out fault), fault?.Details);
        return payload;
    }

    /// <summary>Reads envelope and payload as a PECC or SECC does; null when nothing is wrong.</summary>
    public static PepFault? Fault(ReadOnlySpan<byte> utf8, PepRole reader, PepNumbers numbers = PepNumbers.Floats)
    {
        if (!PepFrames.TryRead(utf8, reader, out var envelope, out var fault)) return fault;
        switch (envelope.Type, envelope.Kind)
        {
            case (PepType.Error, _): Try<Wire.Pep.Messages.PepError>(envelope); break;
            case (PepType.Request, PepKind.CableCheck): Try<Wire.Pep.Messages.PepCableCheck>(envelope); break;
            case (PepType.Request, PepKind.TargetValues): Try<Wire.Pep.Messages.PepTargetValues>(envelope); break;
            case (PepType.Request, PepKind.ContactorsStatus): Try<Wire.Pep.Messages.PepContactorsStatus>(envelope); break;
            case (PepType.Request, PepKind.GetInput): Try<Wire.Pep.Messages.PepGetInput>(envelope); break;
            case (PepType.Request, PepKind.SetOutput): Try<Wire.Pep.Messages.PepSetOutput>(envelope); break;
            case (PepType.Response, PepKind.Configuration): Try<Wire.Pep.Messages.PepConfiguration>(envelope); break;
            case (PepType.Response, PepKind.GetInput): Try<Wire.Pep.Messages.PepInputValues>(envelope); break;
            case (PepType.Info, PepKind.Status): Try<Wire.Pep.Messages.PepStatus>(envelope); break;
            case (PepType.Info, PepKind.Event): Try<Wire.Pep.Messages.PepEvent>(envelope); break;
            case (PepType.Info, PepKind.EvConnectionState): Try<Wire.Pep.Messages.PepEvConnection>(envelope); break;
            case (PepType.Info, PepKind.ChargingSession): Try<Wire.Pep.Messages.PepChargingSession>(envelope); break;
        }

        return fault;

        void Try<T>(in PepEnvelope e)
            where T : IPepPayload<T> => PepFrames.TryReadPayload<T>(e, numbers, out _, out fault);
    }

    public static PepFault? Fault(string json, PepRole reader = PepRole.Pecc, PepNumbers numbers = PepNumbers.Floats) => Fault(Encoding.UTF8.GetBytes(json), reader, numbers);
}
