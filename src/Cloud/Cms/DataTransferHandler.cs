using Busbar.Wire.Ocpp.V16;

namespace Busbar.Cloud.Cms;

/// <summary>
/// Serves the DataTransfer calls of one vendor (OCPP 1.6, 4.3). Register implementations as services; a vendor without one is
/// answered UnknownVendorId. Called from many connections at once.
/// </summary>
public interface IDataTransferHandler
{
    /// <summary>The vendor id served here, compared without case.</summary>
    string VendorId { get; }

    /// <summary>The answer; <see cref="DataTransferStatus.UnknownMessageId"/> for a message id that is not known. An exception is answered Rejected.</summary>
    ValueTask<DataTransferResponse> AnswerAsync(string stationId, DataTransferRequest request, CancellationToken ct);
}
