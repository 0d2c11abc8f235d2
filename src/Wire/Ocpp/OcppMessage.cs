namespace Busbar.Wire.Ocpp;

/// <summary>
/// The payload of a request or response: an immutable record, generated from the official schema. Record equality compares
/// arrays by reference; compare bytes (<see cref="OcppJson.ToUtf8"/>) where content matters. Thread safe.
/// </summary>
public abstract record OcppMessage
{
    /// <summary>The action whose request or response this is.</summary>
    public abstract OcppAction Action { get; }

    /// <summary>Writes the payload object (the frame around it is written by <see cref="OcppFrames"/>).</summary>
    public abstract void Write(ref OcppWriter writer);

    /// <summary>Holds the record against every constraint of the schema; see <see cref="OcppJson.Validate"/>.</summary>
    public abstract void Check(ref OcppChecker checker);
}

/// <summary>The payload of a CALL.</summary>
public abstract record OcppRequest : OcppMessage;

/// <summary>The payload of a CALLRESULT.</summary>
public abstract record OcppResponse : OcppMessage;

/// <summary>An object inside a message: it reads, writes and checks itself. Implemented by generated records.</summary>
/// <typeparam name="TSelf">The record.</typeparam>
public interface IOcppObject<TSelf>
    where TSelf : class, IOcppObject<TSelf>
{
    /// <summary>Reads the object that the reader stands at; null with the reader's fault set when it breaks the schema.</summary>
    static abstract TSelf? Read(ref OcppReader reader);

    /// <summary>Writes the object.</summary>
    void Write(ref OcppWriter writer);

    /// <summary>Holds the record against every constraint of the schema.</summary>
    void Check(ref OcppChecker checker);
}
