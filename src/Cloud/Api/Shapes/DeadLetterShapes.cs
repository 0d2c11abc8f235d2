using System.Text;
using Busbar.Cloud.Bus;

namespace Busbar.Cloud.Api;

/// <summary>The oldest events that could not be taken.</summary>
/// <param name="Broker">Whether events go over a broker at all; false in a single process, where there are no dead letters.</param>
/// <param name="Count">How many there are; more than are listed, where the limit cut.</param>
/// <param name="Letters">Oldest first.</param>
internal sealed record DeadLettersShape(bool Broker, long Count, DeadLetterShape[] Letters);

/// <summary>An event that could not be taken.</summary>
/// <param name="Kind"><c>report</c>, <c>connected</c>, <c>disconnected</c>, <c>trouble</c>; empty or another word where somebody else published it.</param>
/// <param name="ChargerId">Its station; null where it cannot be read.</param>
/// <param name="Payload">The event as it was published; a text where it is no JSON.</param>
internal sealed record DeadLetterShape(
    string Id, string Kind, string? ChargerId, string Why, int Attempts, DateTimeOffset? FirstSeenAt, DateTimeOffset? DeadSinceAt, RawJson Payload)
{
    public static DeadLetterShape Of(DeadLetter letter) => new(
        letter.Id, letter.Type, letter.StationId, letter.Why, letter.Attempts, letter.FirstSeen, letter.DeadSince, RawJson.OfStored(Encoding.UTF8.GetString(letter.Body.Span)));
}
