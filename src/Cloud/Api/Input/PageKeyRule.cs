namespace Busbar.Cloud.Api;

/// <summary>Paging keys as they travel in headers and addresses.</summary>
internal sealed class PageKeyRule : ValueRule<PageKey>
{
    public override string Allowed => $"what the header {Paging.NextAfterHeader} of the page before said";

    public override ValueSchema Schema { get; } = new("string", MaxLength: PageKey.MaxLength);

    public override bool TryRead(string text, out PageKey value) => PageKey.TryDecode(text, out value);
}
