namespace Busbar.Wire.Pep.Messages;

/// <summary>Request of the SECC: open or close the output contactors. The response acknowledges only; the status shows when it is done.</summary>
/// <param name="Closed">Close them; false opens them.</param>
public readonly record struct PepContactorsStatus(bool Closed) : IPepPayload<PepContactorsStatus>
{
    internal static readonly string[] Words = ["open", "closed"];

    /// <inheritdoc/>
    public static PepKind Kind => PepKind.ContactorsStatus;

    /// <inheritdoc/>
    public static PepContactorsStatus Read(ref PepReader reader)
    {
        int? status = null;
        reader.BeginObject();
        while (reader.Next(out var name))
        {
            if (name.SequenceEqual("contactorsStatus"u8)) reader.Word("contactorsStatus", Words, ref status);
            else reader.Skip();
        }

        reader.Require(status is not null, "contactorsStatus", "open, closed");
        return new PepContactorsStatus(status == 1);
    }

    /// <inheritdoc/>
    public void Write(ref PepWriter writer) => writer.Text("contactorsStatus", Words[Closed ? 1 : 0]);
}
