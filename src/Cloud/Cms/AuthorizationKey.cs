namespace Busbar.Cloud.Cms;

/// <summary>The configuration key that holds a station's HTTP basic password (Security Whitepaper edition 3, 7.2). Write-only.</summary>
internal static class AuthorizationKey
{
    public const string Name = "AuthorizationKey";

    public static bool Is(string key) => string.Equals(key, Name, StringComparison.OrdinalIgnoreCase);
}
