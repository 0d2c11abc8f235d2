namespace Busbar.Core.Session.Machine;

/// <summary>What all phases of a running procedure have in common: how it ends, and how the contactor is closed.</summary>
internal abstract class ProcedurePhase(Gun gun) : Phase(gun)
{
    public override TimeSpan? Deadline => Gun.Stop.Deadline;

    public override void Advance() => Gun.Stop.Advance();

    /// <summary>Whether closing is possible in this phase.</summary>
    protected virtual bool MayClose => true;

    public override void OnContactors(ContactorsRequested request)
    {
        var isClosing = Gun.Output.Commanded == true;
        if (request.Close == isClosing) Gun.Answer(request);
        else if (!request.Close)
        {
            Gun.Answer(request);
            Gun.End(SessionEndReason.ContactorsOpened, "open contactors");
        }
        else if (!MayClose) Gun.Refuse(request, RefusalCode.ClosingNotNow, $"contactors close in phase {Id}; allowed in: Standby, Connected.");
        else Closing.TryClose(Gun, request);
    }

    public override void OnReset(ResetRequested request)
    {
        Gun.Answer(request);
        Gun.End(SessionEndReason.Reset, "reset");
    }

    public override void OnSeccLost(string why) => Gun.End(SessionEndReason.SeccLost, why);

    public override void OnStop(StopRequested stop) => Gun.Stop.Take(stop);
}
