// Written by tools/OcppGen from the official schemas of OCPP 1.6. Change the generator, not this file.
#nullable enable

namespace Busbar.Wire.Ocpp.V16;

/// <summary>Spellings on the wire: <see cref="ReadingContextSpelling"/>.</summary>
public enum ReadingContext
{
    /// <summary><c>Interruption.Begin</c>.</summary>
    InterruptionBegin,
    /// <summary><c>Interruption.End</c>.</summary>
    InterruptionEnd,
    /// <summary><c>Sample.Clock</c>.</summary>
    SampleClock,
    /// <summary><c>Sample.Periodic</c>.</summary>
    SamplePeriodic,
    /// <summary><c>Transaction.Begin</c>.</summary>
    TransactionBegin,
    /// <summary><c>Transaction.End</c>.</summary>
    TransactionEnd,
    /// <summary><c>Trigger</c>.</summary>
    Trigger,
    /// <summary><c>Other</c>.</summary>
    Other,
    /// <summary><c>Unknown</c>: not in the standard, never sent; comes from lenient reading (<see cref="Leniency.UnknownReading"/>).</summary>
    Unknown,
}

/// <summary>Spellings of <see cref="ReadingContext"/> on the wire.</summary>
public static class ReadingContextSpelling
{
    /// <summary>The table, both ways.</summary>
    public static readonly OcppEnum<ReadingContext> Table = new(
    [
        "Interruption.Begin", "Interruption.End", "Sample.Clock", "Sample.Periodic", "Transaction.Begin", "Transaction.End",
        "Trigger", "Other",
    ], new(Leniency.UnknownReading, ReadingContext.Unknown, ["Unknown"]));

    /// <summary>The spelling on the wire.</summary>
    public static string Spell(this ReadingContext value) => Table.Spell(value);
}
