using Busbar.Wire.Ocpp;

namespace Busbar.Links.Ocpp;

/// <summary>What one connection asks of its owner. Calls come one at a time, in the peer's order.</summary>
public interface IOcppPeerHandler
{
    /// <summary>
    /// Are exchanges to be reported? Asked per message; while false, nothing is copied for them. Default false.
    /// </summary>
    bool WantsExchanges => false;

    /// <summary>
    /// Answers a CALL that passed its schema. The next CALL waits for this one; answers to our own calls do not. Complete synchronously
    /// where possible: the answer then leaves with the others of the same batch, and nothing is allocated. What it throws becomes InternalError.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="id">Its message id.</param>
    /// <param name="ct">The token given to <see cref="OcppConnection.RunAsync"/>; it is not cancelled by the end of the connection.</param>
    ValueTask<OcppAnswer> OnCallAsync(OcppRequest request, MessageId id, CancellationToken ct);

    /// <summary>The answer to a CALL is in the output: what is sent from now on follows it. Must not block or throw.</summary>
    void OnAnswered(OcppRequest request, in OcppAnswer answer)
    {
    }

    /// <summary>Message log: every CALL in either direction with its end. Must not block or throw.</summary>
    void OnExchange(in OcppExchange exchange)
    {
    }

    /// <summary>Something odd. Must not block or throw.</summary>
    void OnTrouble(OcppTrouble trouble)
    {
    }

    /// <summary>Leniency rules fired on a message of the peer. Must not block or throw.</summary>
    void OnLeniency(OcppAction action, Leniency used)
    {
    }
}
