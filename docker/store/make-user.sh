# The vault's bucket and the application's user, who may read, write and remove its objects; may be run again.
set -eu
mc alias set store http://store:9000 pli-store-admin "$S3_ADMIN_SECRET"
mc mb --ignore-existing "store/$S3_BUCKET"
mc admin policy create store pli-vault /init/policy.json
mc admin user add store "$S3_ACCESS_KEY_ID" "$S3_SECRET_ACCESS_KEY"
mc admin policy attach store pli-vault --user "$S3_ACCESS_KEY_ID" ||
  mc admin policy entities store --user "$S3_ACCESS_KEY_ID" | grep -q pli-vault
