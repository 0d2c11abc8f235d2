namespace Busbar.Wire.Pep.Messages;

/// <summary>Result of the isolation test.</summary>
public enum PepIsolationStatus : byte
{
    /// <summary>No test yet.</summary>
    Invalid,

    /// <summary>Passed.</summary>
    Valid,

    /// <summary>Below the warning resistance of IEC 61851-23.</summary>
    Warning,

    /// <summary>Below the fault resistance of IEC 61851-23.</summary>
    Fault,
}

/// <summary>Info of the PECC every 200 ms: what is measured and driven. All fields are always there.</summary>
/// <param name="MeasuredVoltageV">Real, 0 or more.</param>
/// <param name="MeasuredCurrentA">Real magnitude, 0 or more; discharging has an event (A7).</param>
/// <param name="DrivenVoltageV">For information, 0 or more.</param>
/// <param name="DrivenCurrentA">For information, 0 or more.</param>
/// <param name="TemperatureC">For diagnosis, any finite number.</param>
/// <param name="ContactorsClosed">As they really are.</param>
/// <param name="IsolationStatus">Result of the last test.</param>
/// <param name="Operative">False: faulted or in transition; requests are refused.</param>
public readonly record struct PepStatus(
    double MeasuredVoltageV, double MeasuredCurrentA, double DrivenVoltageV, double DrivenCurrentA, double TemperatureC, bool ContactorsClosed,
    PepIsolationStatus IsolationStatus, bool Operative) : IPepPayload<PepStatus>
{
    private static readonly string[] Isolation = ["invalid", "valid", "warning", "fault"];
    private static readonly string[] Operational = ["inoperative", "operative"];

    /// <inheritdoc/>
    public static PepKind Kind => PepKind.Status;

    /// <inheritdoc/>
    public static PepStatus Read(ref PepReader reader)
    {
        double? measuredVoltage = null, measuredCurrent = null, drivenVoltage = null, drivenCurrent = null, temperature = null;
        int? contactors = null, isolation = null, operational = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("measuredVoltage"u8)) reader.Number("measuredVoltage", 0, PepLimits.MaxNumber, "V", ref measuredVoltage);
            else if (name.SequenceEqual("measuredCurrent"u8)) reader.Number("measuredCurrent", 0, PepLimits.MaxNumber, "A", ref measuredCurrent);
            else if (name.SequenceEqual("drivenVoltage"u8)) reader.Number("drivenVoltage", 0, PepLimits.MaxNumber, "V", ref drivenVoltage);
            else if (name.SequenceEqual("drivenCurrent"u8)) reader.Number("drivenCurrent", 0, PepLimits.MaxNumber, "A", ref drivenCurrent);
            else if (name.SequenceEqual("temperature"u8)) reader.Number("temperature", -PepLimits.MaxNumber, PepLimits.MaxNumber, "degrees Celsius", ref temperature);
            else if (name.SequenceEqual("contactorsStatus"u8)) reader.Word("contactorsStatus", PepContactorsStatus.Words, ref contactors);
            else if (name.SequenceEqual("isolationStatus"u8)) reader.Word("isolationStatus", Isolation, ref isolation);
            else if (name.SequenceEqual("operationalStatus"u8)) reader.Word("operationalStatus", Operational, ref operational);
            else reader.Skip();
        }

        reader.Require(measuredVoltage is not null, "measuredVoltage", "0 or more V");
        reader.Require(measuredCurrent is not null, "measuredCurrent", "0 or more A");
        reader.Require(drivenVoltage is not null, "drivenVoltage", "0 or more V");
        reader.Require(drivenCurrent is not null, "drivenCurrent", "0 or more A");
        reader.Require(temperature is not null, "temperature", "a number");
        reader.Require(contactors is not null, "contactorsStatus", "open, closed");
        reader.Require(isolation is not null, "isolationStatus", "invalid, valid, warning, fault");
        reader.Require(operational is not null, "operationalStatus", "operative, inoperative");
        return new PepStatus(
            measuredVoltage ?? 0, measuredCurrent ?? 0, drivenVoltage ?? 0, drivenCurrent ?? 0, temperature ?? 0, contactors == 1,
            (PepIsolationStatus)(isolation ?? 0), operational == 1);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer)
    {
        writer.Number("measuredVoltage", MeasuredVoltageV, 0, PepLimits.MaxNumber);
        writer.Number("measuredCurrent", MeasuredCurrentA, 0, PepLimits.MaxNumber);
        writer.Number("drivenVoltage", DrivenVoltageV, 0, PepLimits.MaxNumber);
        writer.Number("drivenCurrent", DrivenCurrentA, 0, PepLimits.MaxNumber);
        writer.Number("temperature", TemperatureC, -PepLimits.MaxNumber, PepLimits.MaxNumber);
        writer.Text("contactorsStatus", PepContactorsStatus.Words[ContactorsClosed ? 1 : 0]);
        writer.Text("isolationStatus", Isolation[(int)IsolationStatus]);
        writer.Text("operationalStatus", Operational[Operative ? 1 : 0]);
    }
}
