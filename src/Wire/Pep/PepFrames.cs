using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Busbar.Wire.Pep.Messages;

namespace Busbar.Wire.Pep;

/// <summary>Whole messages: bytes to envelope and payload, and back. Never throws on what a peer sent.</summary>
public static class PepFrames
{
    private const string ErrorKind = "error";

    /// <summary>Reads the envelope and checks everything but the fields of the payload.</summary>
    /// <param name="utf8">One WebSocket text message.</param>
    /// <param name="reader">Who reads; it takes only what the other end may send.</param>
    /// <param name="envelope">The envelope; valid when true is returned.</param>
    /// <param name="fault">Why not; null when true is returned.</param>
    public static bool TryRead(ReadOnlySpan<byte> utf8, PepRole reader, out PepEnvelope envelope, out PepFault? fault)
    {
        envelope = default;
        if (!Utf8.IsValid(utf8)) return Refuse(out fault, default, "The message is not UTF-8.");
        var json = new PepReader(utf8, PepNumbers.Integers);
        var parts = default(Parts);
        if (!parts.Read(ref json)) return Refuse(out fault, default, json.Problem ?? "The message is not a JSON object.");
        if (parts.Problem is { } problem) return Refuse(out fault, parts, problem);
        if (Judge(ref parts, reader) is { } wrong) return Refuse(out fault, parts, wrong);
        envelope = new PepEnvelope(parts.Type!.Value, parts.Kind, parts.Sequence ?? 0, parts.Payload, parts.Findings, parts.StrayDetails);
        fault = null;
        return true;
    }

    /// <summary>Reads the fields of the payload.</summary>
    /// <param name="envelope">What <see cref="TryRead"/> gave.</param>
    /// <param name="numbers">What numbers may be on this connection.</param>
    /// <param name="payload">The payload; valid when true is returned.</param>
    /// <param name="fault">Why not; null when true is returned.</param>
    /// <param name="findings">Deviations in the payload that were let pass.</param>
    public static bool TryReadPayload<T>(in PepEnvelope envelope, PepNumbers numbers, out T payload, out PepFault? fault, out PepFindings findings)
        where T : IPepPayload<T>
    {
        var json = new PepReader(envelope.Payload, numbers) { StrayDetails = envelope.StrayDetails };
        payload = T.Read(ref json);
        findings = json.Findings;
        fault = json.Problem is { } problem
            ? new PepFault(PepErrorCategory.Format, PepKinds.Name(envelope.Kind), envelope.Sequence, problem, envelope.Type)
            : null;
        return fault is null;
    }

    /// <inheritdoc cref="TryReadPayload{T}(in PepEnvelope, PepNumbers, out T, out PepFault, out PepFindings)"/>
    public static bool TryReadPayload<T>(in PepEnvelope envelope, PepNumbers numbers, out T payload, out PepFault? fault)
        where T : IPepPayload<T> => TryReadPayload(envelope, numbers, out payload, out fault, out _);

    /// <summary>Writes a request of the payload's kind.</summary>
    public static void WriteRequest<T>(IBufferWriter<byte> to, int sequence, in T payload, PepNumbers numbers)
        where T : IPepPayload<T> => Write(to, "request"u8, T.Kind, sequence, payload, numbers);

    /// <summary>Writes a request without fields: configuration, reset, stopCharging.</summary>
    public static void WriteRequest(IBufferWriter<byte> to, PepKind kind, int sequence) => Write(to, "request"u8, kind, sequence, default(PepEmpty), default);

    /// <summary>Writes a response of the payload's kind.</summary>
    public static void WriteResponse<T>(IBufferWriter<byte> to, int sequence, in T payload, PepNumbers numbers)
        where T : IPepPayload<T> => Write(to, "response"u8, T.Kind, sequence, payload, numbers);

    /// <summary>Writes a response without fields.</summary>
    public static void WriteResponse(IBufferWriter<byte> to, PepKind kind, int sequence) => Write(to, "response"u8, kind, sequence, default(PepEmpty), default);

    /// <summary>Writes an info of the payload's kind.</summary>
    public static void WriteInfo<T>(IBufferWriter<byte> to, in T payload, PepNumbers numbers)
        where T : IPepPayload<T> => Write(to, "info"u8, T.Kind, null, payload, numbers);

    /// <summary>Writes the error that answers a refused message.</summary>
    public static void WriteError(IBufferWriter<byte> to, PepFault fault)
    {
        var writer = new PepWriter(to, default);
        writer.Raw("{\"type\":\"error\",\"kind\":"u8);
        writer.Value(fault.Kind);
        writer.Raw(",\"sequenceNumber\":"u8);
        writer.Value(fault.Sequence);
        writer.Raw(",\"payload\":{"u8);
        new PepError(fault.Category, fault.Details).Write(ref writer);
        writer.Raw("}}"u8);
        writer.Flush();
    }

    private static void Write<T>(IBufferWriter<byte> to, ReadOnlySpan<byte> type, PepKind kind, int? sequence, in T payload, PepNumbers numbers)
        where T : IPepPayload<T>
    {
        var writer = new PepWriter(to, numbers);
        writer.Raw("{\"type\":\""u8);
        writer.Raw(type);
        writer.Raw("\",\"kind\":\""u8);
        writer.Raw(PepKinds.Utf8Name(kind));
        writer.Raw("\""u8);
        if (sequence is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(sequence));
            writer.Raw(",\"sequenceNumber\":"u8);
            writer.Value(number);
        }

        writer.Raw(",\"payload\":{"u8);
        payload.Write(ref writer);
        writer.Raw("}}"u8);
        writer.Flush();
    }

    /// <summary>Checks the envelope, in the order in which a person would: type, kind, direction, number, payload.</summary>
    private static string? Judge(ref Parts parts, PepRole reader)
    {
        var sender = PepKinds.Other(reader);
        if (parts.Type is not { } type) return parts.HasType ? $"type is {parts.TypeShown}; allowed: request, response, error, info." : "type is missing; allowed: request, response, error, info.";
        if (!parts.HasKind) return $"kind is missing; allowed: {PepKinds.Allowed(sender, type)}.";
        if (parts.KindText is null) return $"kind is {parts.KindShown}; allowed: {PepKinds.Allowed(sender, type)}.";
        if (type != PepType.Error && !PepKinds.MaySend(sender, type, parts.Kind))
        {
            return parts.Kind == PepKind.Unknown
                ? $"kind is \"{PepReader.Clip(parts.KindText)}\"; allowed: {PepKinds.Allowed(sender, type)}."
                : $"kind is \"{parts.KindText}\", which the {Name(sender)} does not send as {Name(type)}; allowed: {PepKinds.Allowed(sender, type)}.";
        }

        if (type == PepType.Info)
        {
            if (parts.HasSequence) parts.Findings |= PepFindings.InfoWithSequence;
            parts.Sequence = null;
        }
        else if (parts.Sequence is null)
        {
            if (type != PepType.Error)
                return parts.HasSequence ? $"sequenceNumber is {parts.SequenceShown}; allowed: an integer of 1 to {PepSequence.Last}." : $"sequenceNumber is missing; allowed: an integer of 1 to {PepSequence.Last}.";
            parts.Findings |= PepFindings.ErrorWithoutSequence;
        }
        else if (parts.Sequence == 0 && type == PepType.Request) parts.Findings |= PepFindings.SequenceZero;

        if (parts.StrayDetails is not null) parts.Findings |= PepFindings.DetailsBesidePayload;
        if (parts.Payload.IsEmpty)
        {
            if (type != PepType.Error) return "payload is missing; allowed: an object.";
            parts.Payload = "{}"u8;
        }

        if (parts.Payload[0] != '{' && PepKinds.HasFields(type, parts.Kind)) return $"payload is {PepReader.Show(parts.Payload)}; allowed: an object.";
        return null;
    }

    private static string Name(PepRole role) => role == PepRole.Pecc ? "PECC" : "SECC";

    private static string Name(PepType type) => type switch { PepType.Request => "a request", PepType.Response => "a response", PepType.Info => "an info", _ => "an error" };

    private static bool Refuse(out PepFault? fault, in Parts parts, string details)
    {
        var kind = parts.KindText is { Length: > 0 and <= PepLimits.MaxKindChars } text ? text : ErrorKind;
        fault = new PepFault(PepErrorCategory.Format, kind, parts.Sequence ?? 0, details, parts.Type);
        return false;
    }

    /// <summary>The members of an envelope in whatever order they came.</summary>
    private ref struct Parts
    {
        public PepType? Type;
        public PepKind Kind;
        public string? KindText;
        public int? Sequence;
        public ReadOnlySpan<byte> Payload;
        public PepFindings Findings;
        public string? StrayDetails;
        public string? Problem;
        public bool HasType, HasKind, HasSequence;
        public string? TypeShown, KindShown, SequenceShown;

        public bool Read(ref PepReader json)
        {
            if (!json.BeginObject()) return false;
            while (json.Next(out var name))
            {
                if (name.SequenceEqual("type"u8)) ReadType(ref json);
                else if (name.SequenceEqual("kind"u8)) ReadKind(ref json);
                else if (name.SequenceEqual("sequenceNumber"u8)) ReadSequence(ref json);
                else if (name.SequenceEqual("payload"u8)) ReadPayload(ref json);
                else if (name.SequenceEqual("errorDetails"u8) && json.PeekIsText) StrayDetails = json.TextValue();
                else json.Skip();
            }

            return json.Problem is null && json.AtEnd();
        }

        private void ReadType(ref PepReader json)
        {
            if (HasType) Problem ??= "type is given twice.";
            HasType = true;
            var raw = json.Raw();
            var word = raw.Length >= 2 && raw[0] == '"' ? PepReader.Plain(raw[1..^1]) : default;
            if (word.SequenceEqual("request"u8)) Type = PepType.Request;
            else if (word.SequenceEqual("response"u8)) Type = PepType.Response;
            else if (word.SequenceEqual("error"u8)) Type = PepType.Error;
            else if (word.SequenceEqual("info"u8)) Type = PepType.Info;
            if (Type is null) TypeShown = PepReader.Show(raw);
        }

        private void ReadKind(ref PepReader json)
        {
            if (HasKind) Problem ??= "kind is given twice.";
            HasKind = true;
            var raw = json.Raw();
            if (raw.Length >= 2 && raw[0] == '"')
            {
                var word = PepReader.Plain(raw[1..^1]);
                Kind = PepKinds.Parse(word);
                KindText = Kind == PepKind.Unknown ? Encoding.UTF8.GetString(word) : PepKinds.Name(Kind);
            }
            else KindShown = PepReader.Show(raw);
        }

        private void ReadSequence(ref PepReader json)
        {
            if (HasSequence) Problem ??= "sequenceNumber is given twice.";
            HasSequence = true;
            var raw = json.Raw();
            if (PepReader.TryInteger(raw, out var number) && number is >= 0 and <= PepSequence.Last) Sequence ??= (int)number;
            else SequenceShown = PepReader.Show(raw);
        }

        private void ReadPayload(ref PepReader json)
        {
            if (!Payload.IsEmpty) Problem ??= "payload is given twice.";
            Payload = json.Raw();
        }
    }
}
